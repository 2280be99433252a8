/** How things stand in a group, and how they stand for one integration that was told something before. Pure. */
import type { Compatibility } from '@tocsin/rules'
import type { Member, Told } from './types.ts'

export interface Current {
  readonly compatibility: Compatibility
  readonly members: readonly Member[]
  /** Firing, and may be told. */
  readonly firing: readonly Member[]
  /** Over, and may be told to whoever knows of it. */
  readonly resolved: readonly Member[]
}

/** What an integration believes, against what is true. */
export interface Known {
  readonly before: Told | undefined
  /** `before.firing`. */
  readonly believed: ReadonlySet<string>
  /** It was told that these fire; they do, and are muted since. */
  readonly muted: readonly Member[]
  /** It was told that these fire; they are over, and nothing may be told for now: they wait for the end of the mute interval. */
  readonly held: readonly Member[]
  /** Something that fires has other evidence than it was told. */
  readonly changed: boolean
}

/**
 * A muted alert that fires is not told. One that is over is told to those who know of it, although it is muted since: else its
 * ticket would stay open (Alertmanager #226). In a mute interval that waits for the interval's end. Strictly, whatever
 * is muted does not exist.
 */
export function currentOf(members: readonly Member[], compatibility: Compatibility): Current {
  const audible = members.filter(({ mute }) => mute === 'none')
  const firing = audible.filter(({ resolved }) => !resolved)
  const over = compatibility === 'strict' ? audible : members.filter(({ mute }) => mute !== 'time')
  return {
    compatibility,
    members,
    firing,
    resolved: over.filter(({ resolved }) => resolved),
  }
}

export function knownOf(told: Told | undefined, current: Current): Known {
  const { members, firing, compatibility } = current
  const here = new Map(members.map((member) => [member.fingerprint, member]))
  // A member stays until its end is decided on, so one that is gone went another way with an edit of the routes: it did not end.
  const before = told && { ...told, firing: told.firing.filter((fingerprint) => here.has(fingerprint)) }
  const heard = new Set(before?.evidence.split(','))
  const changed = firing.some((member) => member.evidence !== '' && !heard.has(pieceOf(member)))
  const believed = new Set(before?.firing)
  if (compatibility === 'strict') return { before, believed, muted: [], held: [], changed }
  const stillHere = [...believed].flatMap((fingerprint) => here.get(fingerprint) ?? [])
  return {
    before,
    believed,
    muted: stillHere.filter(({ resolved, mute }) => !resolved && mute !== 'none'),
    held: stillHere.filter(({ resolved, mute }) => resolved && mute === 'time'),
    changed,
  }
}

/** What it believes after a message. */
export function toldNow({ muted }: Known, { firing, resolved }: Current, now: number): Told {
  const shown = [...firing, ...muted]
  return {
    firing: shown.map(({ fingerprint }) => fingerprint),
    resolved: resolved.map(({ fingerprint }) => fingerprint),
    evidence: shown
      .filter(({ evidence }) => evidence !== '')
      .map(pieceOf)
      .join(','),
    at: now,
  }
}

/**
 * What it believes after none: what is over and leaves is not believed any more, so that it is news if it
 * fires again. Strictly it is, as Alertmanager's log of notifications has it.
 */
export function toldStill({ before, held }: Known, { members, compatibility }: Current): Told | undefined {
  if (!before || compatibility === 'strict') return before
  const waiting = new Set(held)
  const left = new Set(
    members.filter((member) => member.resolved && !waiting.has(member)).map((one) => one.fingerprint),
  )
  return { ...before, firing: before.firing.filter((fingerprint) => !left.has(fingerprint)) }
}

/** Fingerprints and evidence hold neither `=` nor `,`. */
function pieceOf({ fingerprint, evidence }: Member): string {
  return `${fingerprint}=${evidence}`
}
