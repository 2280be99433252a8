import { useTranslation } from 'react-i18next'
import type { OnCallAnswer } from '../../data/contract.ts'

interface NamesProps {
  readonly names: readonly string[]
  readonly people: OnCallAnswer['people']
}

/** As others know them, with the name of people.yml where that is another one. */
export function Names({ names, people }: NamesProps) {
  const { t } = useTranslation()
  if (names.length === 0) return <b className="on-call-nobody">{t('onCall.nobody')}</b>
  return (
    <span className="on-call-names">
      {names.map((name) => (
        <span key={name}>
          <b>{people[name] ?? name}</b>
          {people[name] !== undefined && people[name] !== name && <span className="muted"> {name}</span>}
        </span>
      ))}
    </span>
  )
}
