import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { useNow } from '../../clock/clock.tsx'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Moment } from '../../components/Moment.tsx'
import { Subject } from '../../components/Subject.tsx'
import { useWords } from '../../components/words.ts'
import type { DeliveryView, GroupView } from '../../data/contract.ts'
import { remainingLabels } from '../../format/labels.ts'
import { AlertRow } from './AlertRow.tsx'
import { arrangeAlerts, groupEnd, groupSeverity, groupStart, groupSubject } from './groups.ts'
import { ToldLine } from './ToldLine.tsx'
import { whoWasTold } from './told.ts'
import { WhoHasIt } from './WhoHasIt.tsx'

/** Labels that the headline says in its own way. */
const inHeadline = ['alertname', 'service', 'service_name', 'severity']

export function GroupCard(props: { readonly group: GroupView; readonly deliveries: readonly DeliveryView[] }) {
  const { group, deliveries } = props
  const { t } = useTranslation()
  const titleId = useId()
  const severity = groupSeverity(group)
  const subject = groupSubject(group)
  const over = groupEnd(group) !== undefined
  const chips = Object.fromEntries(Object.entries(group.labels).filter(([name]) => !inHeadline.includes(name)))
  return (
    <article className={`card group severity-${severity} ${over ? 'is-over' : ''}`} aria-labelledby={titleId}>
      <header className="group-head">
        <h3 id={titleId}>
          <span className="severity">{t(`severity.${severity}`)}</span>
          <Subject labels={subject} otherwise={group.groupKey} />
        </h3>
        <LabelChips labels={chips} />
        <GroupTime group={group} />
      </header>
      <ToldLine receiver={group.receiver} told={whoWasTold(group, deliveries)} groupOver={over} />
      <WhoHasIt group={group} />
      <ul className="alerts">
        {arrangeAlerts(group.alerts).map((alert) => (
          <AlertRow
            key={alert.fingerprint}
            alert={alert}
            distinct={remainingLabels(alert.labels, subject)}
            alone={group.alerts.length === 1}
          />
        ))}
      </ul>
      <GroupFoot group={group} />
    </article>
  )
}

function GroupTime({ group }: { readonly group: GroupView }) {
  const { t } = useTranslation()
  const words = useWords()
  const now = useNow()
  const start = groupStart(group)
  const end = groupEnd(group)
  if (start === undefined) return null
  return (
    <p className="group-time">
      <strong>
        {end === undefined ? words.ticking(now - start) : t('alerts.lasted', { duration: words.ticking(end - start) })}
      </strong>
      <span title={words.fullTime(end ?? start)}>
        {end === undefined
          ? t('alerts.since', { time: words.time(start, now) })
          : t('alerts.endedAt', { time: words.time(end, now) })}
      </span>
    </p>
  )
}

function GroupFoot({ group }: { readonly group: GroupView }) {
  const { t } = useTranslation()
  const words = useWords()
  const { lastDecision, nextFlushAt } = group
  return (
    <footer className="group-foot">
      {lastDecision !== undefined && (
        <span>
          {t('alerts.decision')} <b>{words.reason(lastDecision.reason)}</b> · <Moment at={lastDecision.at} as="ago" />
        </span>
      )}
      {nextFlushAt !== undefined && (
        <span>
          {t('alerts.nextFlush')} <Moment at={nextFlushAt} as="until" />
        </span>
      )}
      <span>
        {t('alerts.revision')} {group.revision}
      </span>
      <span>{t('alerts.count', { count: group.alerts.length })}</span>
    </footer>
  )
}
