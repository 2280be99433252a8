import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/Icon.tsx'
import { type MatcherDraft, type Operator, operators, readMatchers } from '../../format/matchers.ts'
import { emptyMatcher } from './drafts.ts'

/** One row for each matcher. Whole matchers that are pasted into a name become rows of their own. */
export function MatcherFields(props: {
  readonly matchers: readonly MatcherDraft[]
  readonly onChange: (matchers: readonly MatcherDraft[]) => void
}) {
  const { matchers, onChange } = props
  const { t } = useTranslation()
  // A row is its place: the fields keep nothing of their own.
  const rows = matchers.map((matcher, at) => ({ matcher, at }))
  const replace = (at: number, ...by: readonly MatcherDraft[]): void => onChange(matchers.toSpliced(at, 1, ...by))
  const rename = (at: number, matcher: MatcherDraft, name: string): void => {
    const pasted = readMatchers(name)
    if (pasted) replace(at, ...pasted)
    else replace(at, { ...matcher, name })
  }
  return (
    <fieldset className="matchers">
      <legend>{t('silences.matchers')}</legend>
      {rows.map(({ matcher, at }) => (
        <div key={at} className="matcher">
          <input
            aria-label={t('silences.label', { n: at + 1 })}
            placeholder="alertname"
            value={matcher.name}
            spellCheck={false}
            onChange={(event) => rename(at, matcher, event.target.value)}
          />
          <select
            aria-label={t('silences.operator', { n: at + 1 })}
            value={matcher.op}
            onChange={(event) => replace(at, { ...matcher, op: event.target.value as Operator })}
          >
            {operators.map((op) => (
              <option key={op}>{op}</option>
            ))}
          </select>
          <input
            aria-label={t('silences.value', { n: at + 1 })}
            value={matcher.value}
            spellCheck={false}
            onChange={(event) => replace(at, { ...matcher, value: event.target.value })}
          />
          <button
            type="button"
            className="quiet"
            disabled={matchers.length === 1}
            aria-label={t('silences.removeMatcher', { n: at + 1 })}
            onClick={() => replace(at)}
          >
            <Icon name="cross" />
          </button>
        </div>
      ))}
      <button type="button" className="quiet" onClick={() => onChange([...matchers, emptyMatcher])}>
        {t('silences.addMatcher')}
      </button>
    </fieldset>
  )
}
