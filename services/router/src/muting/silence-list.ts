/** How silences are listed. Pure; `now` in milliseconds. Source: Alertmanager `api/v2/api.go`. */
import type { Matcher } from '@tocsin/rules'
import { type Silence, type SilenceState, silenceState } from '../model/silence.ts'

const ORDER: Readonly<Record<SilenceState, number>> = { active: 1, pending: 2, expired: 3 }

interface Keyed {
  readonly silence: Silence
  readonly order: number
  readonly at: number
}

function keyed(silences: readonly Silence[], now: number): Keyed[] {
  return silences
    .map((silence) => {
      const state = silenceState(silence, now)
      const { startsAt, endsAt } = silence
      return {
        silence,
        order: ORDER[state],
        at: state === 'pending' ? startsAt : state === 'active' ? endsAt : -endsAt,
      }
    })
    .sort(compare)
}

function compare(a: Keyed, b: Keyed): number {
  return a.order - b.order || a.at - b.at || (a.silence.id < b.silence.id ? -1 : 1)
}

/**
 * Active ones by their end, pending ones by their start, expired ones from the latest end back; equal ones by id. There may be
 * very many: `add` sorts a part, `merged` gives all one by one, and whoever lists them lets others run between two steps.
 */
export function createSilenceSorter(now: number) {
  const parts: { readonly list: readonly Keyed[]; next: number }[] = []
  return {
    add(silences: readonly Silence[]): void {
      if (silences.length > 0) parts.push({ list: keyed(silences, now), next: 0 })
    },
    *merged(): Iterable<Silence> {
      for (;;) {
        let first: { readonly head: Keyed; readonly part: { next: number } } | undefined
        for (const part of parts) {
          const head = part.list[part.next]
          if (head && (first === undefined || compare(head, first.head) < 0)) first = { head, part }
        }
        if (!first) return
        first.part.next += 1
        yield first.head.silence
      }
    },
  }
}

/** Whether it has each of these very matchers: a filter on silences compares texts, one on alerts compares labels. */
export function hasMatchers(silence: Pick<Silence, 'matchers'>, filter: readonly Matcher[]): boolean {
  return filter.every((wanted) =>
    silence.matchers.some(({ name, op, value }) => name === wanted.name && op === wanted.op && value === wanted.value),
  )
}
