import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useNow } from '../../clock/clock.tsx'
import { Icon } from '../../components/Icon.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Pill } from '../../components/Pill.tsx'
import { StatePill } from '../../components/StatePill.tsx'
import { useWords } from '../../components/words.ts'
import type { DeliveryView } from '../../data/contract.ts'
import type { Told } from './told.ts'

/** One line per target: did the message arrive, where, when, and if not, why not. */
export function ToldLine(props: { readonly receiver: string; readonly told: Told; readonly groupOver: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="told">
      <span className="hidden-text">{t('alerts.told')}</span>
      <span className="told-receiver" title={t('alerts.receiver')}>
        <Icon name="arrow" />
        {props.receiver}
      </span>
      <div className="told-targets">
        {props.told.kind === 'deliveries' ? (
          props.told.deliveries.map((delivery) => (
            <ToldTarget key={delivery.id} delivery={delivery} groupOver={props.groupOver} />
          ))
        ) : (
          <ToldNone told={props.told} />
        )}
      </div>
    </div>
  )
}

function ToldTarget({ delivery, groupOver }: { readonly delivery: DeliveryView; readonly groupOver: boolean }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  const { state, attempts, finishedAt, decidedAt, dueAt } = delivery
  const last = attempts.at(-1)
  const failed = state === 'retrying' || state === 'rejected'
  return (
    <p className="told-target">
      <StatePill state={state} />
      <span className="target">{delivery.target}</span>
      {/* The last message may speak of the other state: the end of an alert that is back, or not told of yet. */}
      {(delivery.status === 'resolved') !== groupOver && <Pill tone="calm">{t(`status.${delivery.status}`)}</Pill>}
      <span className="muted">
        {finishedAt === undefined ? (
          t('deliveries.waitingFor', { duration: words.ticking(now - decidedAt) })
        ) : (
          <>
            <Moment at={finishedAt} /> · {words.duration(finishedAt - decidedAt)}
          </>
        )}
        {state === 'retrying' && dueAt !== undefined && ` · ${t('deliveries.next', { when: words.until(dueAt, now) })}`}
        {' · '}
        <Link to="/deliveries">{t('deliveries.attempts', { count: attempts.length })}</Link>
      </span>
      {failed && last !== undefined && (
        <span className={`why why-${state}`}>{[last.code, last.reason].filter(Boolean).join(' · ')}</span>
      )}
    </p>
  )
}

function ToldNone({ told }: { readonly told: Exclude<Told, { readonly kind: 'deliveries' }> }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  switch (told.kind) {
    case 'nobody':
      return <p className="told-target muted">{t('alerts.toldNobody')}</p>
    case 'not-listed':
      return <p className="told-target muted">{t('alerts.toldForgotten')}</p>
    case 'not-yet':
      return (
        <p className="told-target">
          <Pill tone="busy">
            <Icon name="clock" />
            {told.nextFlushAt === undefined
              ? t('alerts.toldUndecided')
              : t('alerts.toldNotYet', { when: words.until(told.nextFlushAt, now) })}
          </Pill>
        </p>
      )
  }
}
