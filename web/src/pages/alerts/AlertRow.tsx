import { useTranslation } from 'react-i18next'
import { useNow } from '../../clock/clock.tsx'
import { Expander } from '../../components/Expander.tsx'
import { LabelChips } from '../../components/LabelChips.tsx'
import { WebLink } from '../../components/WebLink.tsx'
import { useWords } from '../../components/words.ts'
import type { AlertView } from '../../data/contract.ts'
import { inLanguage, type Labels } from '../../format/labels.ts'
import { AlertActions } from './AlertActions.tsx'
import { AlertDetails } from './AlertDetails.tsx'
import { MutedLine } from './MutedLine.tsx'

/** `distinct` are the labels that the group's headline does not say; of an alert `alone` in its group it says the age too. */
export function AlertRow(props: { readonly alert: AlertView; readonly distinct: Labels; readonly alone: boolean }) {
  const { alert, distinct, alone } = props
  const { t, i18n } = useTranslation()
  const words = useWords()
  const now = useNow()
  const { annotations, evidence } = alert
  const name = inLanguage(annotations, 'summary', i18n.language) ?? alert.labels['alertname'] ?? alert.fingerprint
  const description = inLanguage(annotations, 'description', i18n.language)
  const resolved = alert.status === 'resolved'
  const end = resolved ? (alert.endsAt ?? alert.updatedAt) : now
  const { severity: _severity, ...chips } = distinct
  // Of log alerts the value is the number of lines, which the evidence says.
  const value = annotations['value'] === String(evidence?.count) ? undefined : annotations['value']
  return (
    <li className={`alert is-${alert.status}`}>
      <div className="alert-head">
        <p className="alert-summary">
          <span className="dot" title={t(`status.${alert.status}`)} />
          <span className="hidden-text">{t(`status.${alert.status}`)}: </span>
          {name}
        </p>
        {value !== undefined && (
          <p className="alert-value" title={t('alerts.value')}>
            <span className="hidden-text">{t('alerts.value')} </span>
            {value}
          </p>
        )}
        {!alone && (
          <p className="alert-age" title={words.fullTime(alert.startsAt)}>
            {words.ticking(end - alert.startsAt)}
          </p>
        )}
      </div>
      {alert.muted !== undefined && <MutedLine muted={alert.muted} />}
      {description !== undefined && <p className="alert-description">{description}</p>}
      {evidence !== undefined && (
        <p className="alert-evidence">
          <span className="evidence-count">
            {t('alerts.lines', { count: evidence.count })} · {t('alerts.kinds', { count: evidence.kinds })}
          </span>
          {evidence.samples[0] !== undefined && <code className="one-line">{evidence.samples[0]}</code>}
        </p>
      )}
      <div className="alert-links">
        <LabelChips labels={chips} />
        <WebLink address={annotations['runbook_url']} text={t('alerts.runbook')} />
        <WebLink address={annotations['dashboard_url']} text={t('alerts.dashboard')} />
        <WebLink address={alert.generatorUrl} text={t(evidence === undefined ? 'alerts.graph' : 'alerts.logs')} />
        <AlertActions alert={alert} name={name} />
        <Expander summary={t('alerts.details')} name={name}>
          <AlertDetails alert={alert} />
        </Expander>
      </div>
    </li>
  )
}
