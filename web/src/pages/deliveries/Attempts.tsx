import { useTranslation } from 'react-i18next'
import { Moment } from '../../components/Moment.tsx'
import { Pill, type Tone } from '../../components/Pill.tsx'
import { useWords } from '../../components/words.ts'
import type { AttemptView } from '../../data/contract.ts'

const tones: Readonly<Record<AttemptView['outcome'], Tone>> = {
  sending: 'busy',
  sent: 'good',
  retry: 'odd',
  reject: 'bad',
  unknown: 'odd',
}

/** Every call on the wire, in order, with what came back. */
export function Attempts(props: { readonly attempts: readonly AttemptView[]; readonly idempotencyKey: string }) {
  const { t } = useTranslation()
  const words = useWords()
  return (
    <>
      <table className="attempts">
        <thead>
          <tr>
            <th scope="col">{t('deliveries.attempt')}</th>
            <th scope="col">{t('deliveries.at')}</th>
            <th scope="col">{t('deliveries.took')}</th>
            <th scope="col">{t('deliveries.outcome')}</th>
            <th scope="col">{t('deliveries.code')}</th>
            <th scope="col">{t('deliveries.answer')}</th>
          </tr>
        </thead>
        <tbody>
          {props.attempts.map((attempt) => (
            <tr key={attempt.n}>
              <td>{attempt.n}</td>
              <td>
                <Moment at={attempt.startedAt} />
              </td>
              <td>{attempt.finishedAt === undefined ? '…' : words.duration(attempt.finishedAt - attempt.startedAt)}</td>
              <td>
                <Pill tone={tones[attempt.outcome]}>{t(`outcome.${attempt.outcome}`)}</Pill>
              </td>
              <td>
                <code>{attempt.code}</code>
              </td>
              <td className="answer">{attempt.reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">
        {t('deliveries.key')} <code className="whole">{props.idempotencyKey}</code>
      </p>
    </>
  )
}
