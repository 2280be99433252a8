/** How silences are listed. Pure; `now` in milliseconds. Source: Alertmanager `api/v2/api.go`. */
import type { Matcher } from '@tocsin/rules'
import { type Silence, type SilenceState, silenceState } from '../model/silence.ts'

const ORDER: Readonly<Record<SilenceState, number>> = { active: 1, pending: 2, expired: 3 }

/** Active ones by their end, pending ones by their start, expired ones from the latest end back; equal ones by id. */
export function sortSilences(silences: readonly Silence[], now: number): Silence[] {
  const keyed = silences.map((silence) => {
    const state = silenceState(silence, now)
    const { startsAt, endsAt } = silence
    return { silence, order: ORDER[state], at: state === 'pending' ? startsAt : state === 'active' ? endsAt : -endsAt }
  })
  return keyed
    .sort((a, b) => a.order - b.order || a.at - b.at || (a.silence.id < b.silence.id ? -1 : 1))
    .map(({ silence }) => silence)
}

/** Whether it has each of these very matchers: a filter on silences compares texts, one on alerts compares labels. */
export function hasMatchers(silence: Pick<Silence, 'matchers'>, filter: readonly Matcher[]): boolean {
  return filter.every((wanted) =>
    silence.matchers.some(({ name, op, value }) => name === wanted.name && op === wanted.op && value === wanted.value),
  )
}
