import { useTranslation } from 'react-i18next'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'

/** Instead of a page that failed or does not exist. */
export function RouteError() {
  const { t } = useTranslation()
  const error = useRouteError()
  const missing = isRouteErrorResponse(error) && error.status === 404
  return (
    <main className="page empty">
      <h1>{missing ? t('missing.title') : t('failed.title')}</h1>
      <p>{missing ? <Link to="/">{t('missing.text')}</Link> : t('failed.text')}</p>
    </main>
  )
}
