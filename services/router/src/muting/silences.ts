/**
 * The silences, found by what they match. A silence lies under the values of one of its matchers that name values (the
 * rarest); the few that name none are tried one by one, and the outcome is remembered for each alert.
 * Source: Alertmanager `silence/silence.go`, which tries all of them and remembers, too.
 */
import { type Labels, matches } from '@tocsin/rules'
import { type Silence, silenceState } from '../model/silence.ts'
import { namedValues } from './named-values.ts'

export interface Target {
  readonly fingerprint: string
  readonly labels: Labels
}

export interface SilenceIndex {
  /** The newest version of a silence takes the place of the one before. */
  put(silence: Silence): void
  remove(id: string): void
  get(id: string): Silence | undefined
  /** Newest versions, in no order. */
  list(): Silence[]
  readonly size: number
  /** Ids of the active silences that match, sorted. */
  silencedBy(target: Target, now: number): string[]
  /** What was remembered of an alert that is gone. */
  forget(fingerprint: string): void
}

/** Where a silence lies: under values of one label, or among those that are tried one by one. */
type Place =
  | { readonly kind: 'named'; readonly name: string; readonly values: readonly string[] }
  | { readonly kind: 'wide' }

/** Which wide silences match an alert, whenever they are active; as things stood at `version`. */
interface Remembered {
  readonly version: number
  readonly matching: readonly Silence[]
}

/** Alerts remembered; beyond it all are forgotten and tried again. */
const MAX_REMEMBERED = 200_000
/** Changes kept so that a remembered outcome is brought up to date by looking at those alone. */
const MAX_CHANGES = 1_000
const NONE: readonly Silence[] = []

export function createSilenceIndex(silences: Iterable<Silence> = []): SilenceIndex {
  const known = new Map<string, { silence: Silence; place: Place }>()
  const named = new Map<string, Map<string, Set<Silence>>>()
  const wide = new Map<string, Silence>()
  const remembered = new Map<string, Remembered>()
  /** Ids of wide silences that changed; the last one made `version`. */
  let changes: string[] = []
  let version = 0

  const bucket = (name: string, value: string): Set<Silence> | undefined => named.get(name)?.get(value)

  function placeFor({ matchers }: Silence): Place {
    let best: { place: Place; crowd: number } | undefined
    for (const matcher of matchers) {
      const values = namedValues(matcher)
      if (!values) continue
      const crowd = values.reduce((sum, value) => sum + 1 + (bucket(matcher.name, value)?.size ?? 0), 0)
      if (!best || crowd < best.crowd) best = { place: { kind: 'named', name: matcher.name, values }, crowd }
    }
    return best?.place ?? { kind: 'wide' }
  }

  function wideChanged(id: string): void {
    version++
    changes.push(id)
    if (changes.length > 2 * MAX_CHANGES) changes = changes.slice(-MAX_CHANGES)
  }

  function lay(silence: Silence, place: Place): void {
    if (place.kind === 'wide') {
      wide.set(silence.id, silence)
      wideChanged(silence.id)
      return
    }
    const byValue = named.get(place.name) ?? new Map<string, Set<Silence>>()
    named.set(place.name, byValue)
    for (const value of place.values) {
      const found = byValue.get(value)
      if (found) found.add(silence)
      else byValue.set(value, new Set([silence]))
    }
  }

  function takeUp(silence: Silence, place: Place): void {
    if (place.kind === 'wide') {
      wide.delete(silence.id)
      wideChanged(silence.id)
      return
    }
    const byValue = named.get(place.name)
    for (const value of place.values) {
      const found = byValue?.get(value)
      found?.delete(silence)
      if (found?.size === 0) byValue?.delete(value)
    }
    if (byValue?.size === 0) named.delete(place.name)
  }

  function remove(id: string): void {
    const found = known.get(id)
    if (!found) return
    known.delete(id)
    takeUp(found.silence, found.place)
  }

  function put(silence: Silence): void {
    remove(silence.id)
    const place = placeFor(silence)
    known.set(silence.id, { silence, place })
    lay(silence, place)
  }

  function wideMatching({ fingerprint, labels }: Target): readonly Silence[] {
    const before = remembered.get(fingerprint)
    if (before?.version === version) return before.matching
    const behind = before ? version - before.version : Number.POSITIVE_INFINITY
    let matching: readonly Silence[]
    if (before && behind <= changes.length) {
      const changed = new Set(changes.slice(-behind))
      const again = [...changed].flatMap((id) => wide.get(id) ?? []).filter((silence) => holds(silence, labels))
      matching = [...before.matching.filter(({ id }) => !changed.has(id)), ...again]
    } else {
      matching = [...wide.values()].filter((silence) => holds(silence, labels))
    }
    if (!before && remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(fingerprint, { version, matching: matching.length > 0 ? matching : NONE })
    return matching
  }

  for (const silence of silences) put(silence)

  return {
    put,
    remove,
    get: (id) => known.get(id)?.silence,
    list: () => [...known.values()].map(({ silence }) => silence),
    get size() {
      return known.size
    },
    silencedBy(target, now) {
      if (known.size === 0) return []
      const ids: string[] = []
      for (const name of Object.keys(target.labels)) {
        for (const silence of bucket(name, target.labels[name] ?? '') ?? NONE) {
          if (silenceState(silence, now) === 'active' && holds(silence, target.labels)) ids.push(silence.id)
        }
      }
      if (wide.size > 0) {
        for (const silence of wideMatching(target)) if (silenceState(silence, now) === 'active') ids.push(silence.id)
      }
      return ids.sort()
    },
    forget(fingerprint) {
      remembered.delete(fingerprint)
    },
  }
}

/** One silence that cannot be evaluated (its pattern came from another version of the program) must not stop all decisions. */
function holds({ matchers }: Silence, labels: Labels): boolean {
  try {
    return matches(matchers, labels)
  } catch {
    return false
  }
}
