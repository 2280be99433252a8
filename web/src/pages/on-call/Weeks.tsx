import type { CSSProperties } from 'react'
import { useTranslation } from 'react-i18next'
import { useWords } from '../../components/words.ts'
import type { OnCallAnswer, OnCallShift } from '../../data/contract.ts'

const DAY_MS = 86_400_000
const COLOURS = 6
/** Narrower than this share, a name would be cut. */
const NARROW = 0.1

interface WeeksProps {
  readonly shifts: readonly OnCallShift[]
  readonly at: number
  readonly people: OnCallAnswer['people']
}

/** A picture of the shifts; the table beside it says the same to those who do not see it. */
export function Weeks({ shifts, at, people }: WeeksProps) {
  const { t } = useTranslation()
  const words = useWords()
  const last = shifts.at(-1)
  if (last === undefined) return null
  const length = last.to - at
  const order = [...new Set(shifts.flatMap(({ people: names }) => names))]
  const days = Array.from({ length: Math.round(length / DAY_MS) }, (_, day) => at + day * DAY_MS)
  return (
    <div className="weeks" aria-hidden="true">
      <div className="weeks-bar">
        {shifts.map(({ people: names, by, from, to }) => {
          const share = (to - from) / length
          const named = names.map((name) => people[name] ?? name).join(', ')
          const colour = names[0] === undefined ? 'none' : String(order.indexOf(names[0]) % COLOURS)
          return (
            <span
              key={from}
              className={`weeks-shift weeks-${colour} weeks-by-${by}`}
              style={{ '--share': share } as CSSProperties}
              title={`${named === '' ? t('onCall.nobody') : named} · ${words.dayTime(from)} – ${words.dayTime(to)}`}
            >
              {share < NARROW ? '' : named === '' ? t('onCall.nobody') : named}
            </span>
          )
        })}
      </div>
      <div className="weeks-days">
        {days.map((day) => (
          <span key={day}>{words.day(day)}</span>
        ))}
      </div>
    </div>
  )
}
