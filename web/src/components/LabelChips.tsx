import type { Labels } from '../format/labels.ts'

/** Labels as `name=value` chips, sorted by name. */
export function LabelChips({ labels }: { readonly labels: Labels }) {
  const entries = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))
  if (entries.length === 0) return null
  return (
    <ul className="chips">
      {entries.map(([name, value]) => (
        <li key={name} className="chip">
          <span className="chip-name">{name}</span>
          <span className="chip-sign">=</span>
          <span>{value}</span>
        </li>
      ))}
    </ul>
  )
}
