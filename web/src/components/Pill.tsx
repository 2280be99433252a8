import type { ReactNode } from 'react'

/** Colours carry meaning, always beside a word: bad, odd, busy, good, calm. */
export type Tone = 'bad' | 'odd' | 'busy' | 'good' | 'calm'

export function Pill({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <span className={`pill pill-${tone}`}>{children}</span>
}
