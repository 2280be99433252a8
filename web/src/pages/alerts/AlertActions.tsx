import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { AlertView } from '../../data/contract.ts'
import { draftsOfLabels, printDraft } from '../../format/matchers.ts'

/** What to do about an alert from here: ask why, or hush it. */
export function AlertActions({ alert, name }: { readonly alert: AlertView; readonly name: string }) {
  const { t } = useTranslation()
  const matchers = `{${draftsOfLabels(alert.labels).map(printDraft).join(',')}}`
  return (
    <>
      {alert.status === 'firing' && (
        <Link className="web-link" to={`/silences?${new URLSearchParams({ new: matchers })}`}>
          {t('alerts.silence')}
          <span className="hidden-text"> {name}</span>
        </Link>
      )}
      <Link className="web-link" to={`/why?fingerprint=${alert.fingerprint}`}>
        {t('alerts.why')}
        <span className="hidden-text"> {name}</span>
      </Link>
    </>
  )
}
