/**
 * The silences, and which of them mute an alert. What matched is remembered for each alert and brought up to date by the
 * silences that changed since. Source: Alertmanager `silence/silence.go`, which remembers likewise.
 */
import { type Labels, matches } from '@tocsin/rules'
import { type Silence, silenceState } from '../model/silence.ts'
import { createSilenceShelves } from './silence-shelves.ts'

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
  /** Drops what was remembered of an alert that is gone. */
  forget(fingerprint: string): void
}

/** The silences that match an alert, whenever they are active, as things stood at `version`. */
interface Remembered {
  readonly version: number
  readonly matching: readonly Silence[]
}

/** Alerts remembered; beyond it all are forgotten and looked up again. */
const MAX_REMEMBERED = 200_000
/** Changes kept; an alert that missed more is looked up again. */
const MAX_CHANGES = 1_000
const NONE: readonly Silence[] = []

export function createSilenceIndex(silences: Iterable<Silence> = []): SilenceIndex {
  const known = new Map<string, Silence>()
  const shelves = createSilenceShelves()
  const remembered = new Map<string, Remembered>()
  /** Ids; the last one made `version`. */
  let changes: string[] = []
  let version = 0

  function changed(id: string): void {
    version++
    changes.push(id)
    if (changes.length > 2 * MAX_CHANGES) changes = changes.slice(-MAX_CHANGES)
  }

  function put(silence: Silence): void {
    const before = known.get(silence.id)
    if (before) shelves.take(before)
    known.set(silence.id, silence)
    shelves.lay(silence)
    changed(silence.id)
  }

  function lookUp({ labels }: Target): Silence[] {
    return [...shelves.candidates(labels)].filter((silence) => holds(silence, labels))
  }

  function bringUpToDate({ matching, version: from }: Remembered, target: Target): Silence[] {
    if (version - from > changes.length) return lookUp(target)
    const since = new Set(changes.slice(from - version))
    const again = [...since].flatMap((id) => known.get(id) ?? []).filter((silence) => holds(silence, target.labels))
    return [...matching.filter(({ id }) => !since.has(id)), ...again]
  }

  function matching(target: Target): readonly Silence[] {
    const before = remembered.get(target.fingerprint)
    if (before?.version === version) return before.matching
    const found = before ? bringUpToDate(before, target) : lookUp(target)
    if (!before && remembered.size >= MAX_REMEMBERED) remembered.clear()
    remembered.set(target.fingerprint, { version, matching: found.length > 0 ? found : NONE })
    return found
  }

  for (const silence of silences) put(silence)

  return {
    put,
    remove(id) {
      const before = known.get(id)
      if (!before) return
      known.delete(id)
      shelves.take(before)
      changed(id)
    },
    get: (id) => known.get(id),
    list: () => [...known.values()],
    get size() {
      return known.size
    },
    silencedBy(target, now) {
      if (known.size === 0) return []
      return matching(target)
        .filter((silence) => silenceState(silence, now) === 'active')
        .map(({ id }) => id)
        .sort()
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
