import { useNow } from '../clock/clock.tsx'
import { useWords } from './words.ts'

/** A point in time: the time of day, how long ago, or how long until; the full date in the tooltip. */
export function Moment({ at, as = 'time' }: { readonly at: number; readonly as?: 'time' | 'ago' | 'until' }) {
  const now = useNow()
  const words = useWords()
  return (
    <time dateTime={new Date(at).toISOString()} title={words.fullTime(at)}>
      {words[as](at, now)}
    </time>
  )
}
