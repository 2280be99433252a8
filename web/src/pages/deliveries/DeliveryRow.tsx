import { useTranslation } from 'react-i18next'
import { useNow } from '../../clock/clock.tsx'
import { Expander } from '../../components/Expander.tsx'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Moment } from '../../components/Moment.tsx'
import { StatePill } from '../../components/StatePill.tsx'
import { Subject } from '../../components/Subject.tsx'
import { useWords } from '../../components/words.ts'
import type { DeliveryView } from '../../data/contract.ts'
import { headline } from '../../format/labels.ts'
import { Attempts } from './Attempts.tsx'
import { DeadLetter } from './DeadLetter.tsx'

/** Labels that the row says in its own way. */
const inHeadline = ['alertname', 'service', 'service_name']

export function DeliveryRow({ delivery }: { readonly delivery: DeliveryView }) {
  const { t } = useTranslation()
  const words = useWords()
  const { state, attempts, groupLabels } = delivery
  const last = attempts.at(-1)
  const dead = state === 'rejected' && delivery.end !== undefined
  const failed = !dead && (state === 'retrying' || state === 'rejected') && last !== undefined
  const known = groupLabels['alertname'] !== undefined
  const chips = Object.fromEntries(Object.entries(groupLabels).filter(([name]) => known && !inHeadline.includes(name)))
  return (
    <li className={`row delivery delivery-${state}`}>
      <div className="cell-state">
        <StatePill state={state} />
      </div>
      <div className="cell-about">
        <Subject labels={groupLabels} otherwise="{}" />
        <span className={`status status-${delivery.status}`}>{t(`status.${delivery.status}`)}</span>
        <LabelChips labels={chips} />
      </div>
      <div className="cell-to">
        <span className="receiver">{delivery.receiver}</span>
        <span className="target">{delivery.target}</span>
      </div>
      <div className="cell-why">
        {words.reason(delivery.reason)}{' '}
        <span className="muted">{t('deliveries.revision', { revision: delivery.revision })}</span>
      </div>
      <div className="cell-decided">
        <Moment at={delivery.decidedAt} />{' '}
        <span className="muted">
          <Moment at={delivery.decidedAt} as="ago" />
        </span>
      </div>
      <div className="cell-took">
        <Took delivery={delivery} />
      </div>
      {dead && <DeadLetter delivery={delivery} />}
      {failed && <p className={`why why-${state}`}>{[last.code, last.reason].filter(Boolean).join(' · ')}</p>}
      <div className="cell-attempts">
        {attempts.length === 0 ? (
          <span className="muted">{t('deliveries.noAttempts')}</span>
        ) : (
          <Expander
            summary={t('deliveries.attempts', { count: attempts.length })}
            name={`${headline(groupLabels).name} ${delivery.target}`}
          >
            <Attempts attempts={attempts} idempotencyKey={delivery.idempotencyKey} />
          </Expander>
        )}
      </div>
    </li>
  )
}

/** Decided → finished, or how long it has been owed and when it is tried next. */
function Took({ delivery }: { readonly delivery: DeliveryView }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  const { finishedAt, decidedAt, dueAt, attempts } = delivery
  if (finishedAt !== undefined) return <b>{words.duration(finishedAt - decidedAt)}</b>
  return (
    <>
      <b className="unfinished">{t('deliveries.waitingFor', { duration: words.ticking(now - decidedAt) })}</b>
      {dueAt !== undefined && (
        <span className="muted">
          {t(attempts.length === 0 ? 'deliveries.first' : 'deliveries.next', { when: words.until(dueAt, now) })}
        </span>
      )}
    </>
  )
}
