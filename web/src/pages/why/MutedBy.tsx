import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Moment } from '../../components/Moment.tsx'
import type { DecisionWhy } from '../../data/contract.ts'
import { headline } from '../../format/labels.ts'

/** What kept an alert from being told. Nothing when nothing did. */
export function MutedBy(props: Pick<DecisionWhy, 'silencedBy' | 'inhibitedBy' | 'mutedBy'>) {
  const { silencedBy, inhibitedBy, mutedBy } = props
  const { t } = useTranslation()
  if (silencedBy.length + inhibitedBy.length + mutedBy.length === 0) return null
  return (
    <ul className="muted-by">
      {silencedBy.map(({ id, createdBy, comment, endsAt }) => (
        <li key={id}>
          {t('muted.silenced')} <b>{createdBy}</b>: <Link to={`/silences?edit=${id}`}>{comment}</Link> ·{' '}
          {t('muted.until')} <Moment at={endsAt} />
        </li>
      ))}
      {inhibitedBy.map(({ fingerprint, labels, rule }) => (
        <li key={`${fingerprint} ${rule}`}>
          {t('muted.inhibited')}{' '}
          <Link to={`/why?fingerprint=${fingerprint}`}>
            {labels === undefined ? fingerprint : headline(labels).name}
          </Link>{' '}
          <span className="muted">{rule}</span>
        </li>
      ))}
      {mutedBy.map(({ interval, why }) => (
        <li key={interval}>
          {t(`muted.${why}`)} <code>{interval}</code>
        </li>
      ))}
    </ul>
  )
}
