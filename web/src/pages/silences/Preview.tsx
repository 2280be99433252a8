import { useDeferredValue } from 'react'
import { useTranslation } from 'react-i18next'
import { LabelChips } from '../../components/LabelChips.tsx'
import { Subject } from '../../components/Subject.tsx'
import { usePreview } from '../../data/silences.ts'
import { remainingLabels } from '../../format/labels.ts'
import { type MatcherDraft, printDraft } from '../../format/matchers.ts'

const shownAlerts = 8

/** What fires now and the silence would mute. */
export function Preview({ matchers }: { readonly matchers: readonly MatcherDraft[] }) {
  const { t } = useTranslation()
  const texts = useDeferredValue(matchers).map(printDraft)
  const preview = usePreview(texts)
  if (texts.length === 0) return <p className="preview muted">{t('silences.previewNone')}</p>
  if (preview.data === undefined) {
    return <p className="preview muted">{t(preview.isError ? 'silences.previewFailed' : 'loading')}</p>
  }
  const { total, alerts } = preview.data
  const more = total - Math.min(alerts.length, shownAlerts)
  return (
    <section className="preview" aria-live="polite" aria-label={t('silences.preview')}>
      <p>{t('silences.mutes', { count: total })}</p>
      <ul>
        {alerts.slice(0, shownAlerts).map(({ fingerprint, labels }) => (
          <li key={fingerprint}>
            <Subject labels={labels} otherwise={fingerprint} />
            <LabelChips labels={remainingLabels(labels, labels['alertname'] === undefined ? {} : subject(labels))} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="muted">{t('more', { count: more })}</p>}
    </section>
  )
}

/** The labels that the name says already. */
const subject = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels).filter(([name]) => ['alertname', 'service', 'service_name', 'severity'].includes(name)),
  )
