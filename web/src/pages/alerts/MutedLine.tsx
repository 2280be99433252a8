import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Moment } from '../../components/Moment.tsx'
import { Pill } from '../../components/Pill.tsx'
import type { AlertView } from '../../data/contract.ts'
import { useSilences } from '../../data/silences.ts'

/** That an alert fires and nobody is told of it, and what keeps it from being told. */
export function MutedLine({ muted }: { readonly muted: NonNullable<AlertView['muted']> }) {
  const { t } = useTranslation()
  const silences = useSilences().data ?? []
  return (
    <ul className="alert-muted">
      {muted.silencedBy.map((id) => {
        const silence = silences.find((one) => one.id === id)
        return (
          <li key={id}>
            <Pill tone="calm">{t('muted.label')}</Pill> {t('muted.silenced')}{' '}
            <Link to={`/silences?edit=${id}`}>
              {silence === undefined ? id.slice(0, 8) : `${silence.createdBy}: ${silence.comment}`}
            </Link>
            {silence !== undefined && (
              <span className="muted">
                {' '}
                · {t('muted.until')} <Moment at={Date.parse(silence.endsAt)} />
              </span>
            )}
          </li>
        )
      })}
      {muted.inhibitedBy.map(({ fingerprint, rule }) => (
        <li key={fingerprint}>
          <Pill tone="calm">{t('muted.label')}</Pill> {t('muted.inhibited')}{' '}
          <Link to={`/why?fingerprint=${fingerprint}`}>{fingerprint.slice(0, 8)}</Link>{' '}
          <span className="muted">{rule}</span>
        </li>
      ))}
      {muted.mutedBy.map(({ interval, why }) => (
        <li key={interval}>
          <Pill tone="calm">{t('muted.label')}</Pill> {t(`muted.${why}`)} <code>{interval}</code>
        </li>
      ))}
    </ul>
  )
}
