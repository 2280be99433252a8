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
  /** Of the firing ones. */
  readonly evidence: string
}

/** What an integration believes, against what is true. */
export interface Known {
  readonly before: Told | undefined
  /** It was told that these fire; they do, and are muted since. */
  readonly muted: readonly Member[]
  /** It was told that these fire; they are over, and nothing may be told for now: they wait for the end of the mute interval. */
  readonly held: readonly Member[]
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
    evidence: firing.map(({ evidence }) => evidence).join('|'),
  }
}

export function knownOf(told: Told | undefined, { members, compatibility }: Current): Known {
  const here = new Map(members.map((member) => [member.fingerprint, member]))
  // A member stays until its end is decided on, so one that is gone went another way with an edit of the routes: it did not end.
  const before = told && { ...told, firing: told.firing.filter((fingerprint) => here.has(fingerprint)) }
  if (!before || compatibility === 'strict') return { before, muted: [], held: [] }
  const believed = before.firing.flatMap((fingerprint) => here.get(fingerprint) ?? [])
  return {
    before,
    muted: believed.filter(({ resolved, mute }) => !resolved && mute !== 'none'),
    held: believed.filter(({ resolved, mute }) => resolved && mute === 'time'),
  }
}
