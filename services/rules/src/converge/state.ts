/** What the service knows: the folder as last seen, what became of it, and how far each reader has got. Plain data. */
import type { Problem } from '@tocsin/kit'

export const TARGETS = ['router', 'prometheus'] as const
/** A reader of the folder in force. */
export type Target = (typeof TARGETS)[number]

/** The contents of all files that one target reads, as a hash. */
export type Version = string

/** The edited folder. `settled` is what two looks in a row agreed on: an editor that is still writing is waited for. */
interface Seen {
  readonly last: string | undefined
  readonly settled: string | undefined
  readonly nextLookAt: number
}

/** The last attempt to put the edited folder into force; `look` is the folder that it was about. */
export type Edit =
  | { readonly kind: 'none' }
  | { readonly kind: 'in-force'; readonly look: string }
  /** The check found mistakes; the copies before it stay. */
  | { readonly kind: 'refused'; readonly look: string; readonly problems: readonly Problem[] }
  /** Not the fault of the rules: the copies cannot be written, for example. Tried again at `dueAt`. */
  | {
      readonly kind: 'failed'
      readonly look: string
      readonly problems: readonly Problem[]
      readonly failures: number
      readonly dueAt: number
    }

/** What a target said when it would not have its files; it stands until the target has accepted some. */
export interface Refusal {
  readonly problems: readonly Problem[]
  /** How often in a row it refused the same files. */
  readonly times: number
}

export type Reader =
  /** No address is configured. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'loaded'; readonly version: Version; readonly at: number }
  /** Has to read again, and will be asked at `dueAt`. `reason` is why it has not been reached so far. */
  | {
      readonly kind: 'owed'
      readonly since: number
      readonly dueAt: number
      readonly failures: number
      readonly reason: string | undefined
      readonly refusal: Refusal | undefined
    }
  | {
      readonly kind: 'asked'
      readonly since: number
      readonly version: Version
      readonly failures: number
      readonly refusal: Refusal | undefined
    }
  /** It has read `version` and will not have it, or cannot be asked at all. */
  | {
      readonly kind: 'refusing'
      readonly version: Version
      readonly refusal: Refusal
      readonly dueAt: number
      /** `owed`: the last accepted copy is to be put back, so that a restart of the target finds good files. */
      readonly restore: 'owed' | 'done' | 'not needed'
    }

export interface State {
  readonly seen: Seen
  readonly edit: Edit
  readonly readers: Readonly<Record<Target, Reader>>
  /** What lies in the folder in force. */
  readonly onDisk: Readonly<Record<Target, Version>>
  /** What lies in the copy that the target accepted last; undefined when there is none. */
  readonly accepted: Readonly<Record<Target, Version | undefined>>
}

export interface StartingPoint {
  readonly onDisk: State['onDisk']
  readonly accepted: State['accepted']
  /** Those with an address. */
  readonly targets: readonly Target[]
  readonly now: number
}

/**
 * At a start each target is asked once: it may have missed what an earlier process of this service wrote. A target that
 * starts later needs no asking, because it reads the folder then.
 */
export function initialState({ onDisk, accepted, targets, now }: StartingPoint): State {
  const reader = (target: Target): Reader =>
    targets.includes(target)
      ? { kind: 'owed', since: now, dueAt: now, failures: 0, reason: 'this service has started', refusal: undefined }
      : { kind: 'absent' }
  return {
    seen: { last: undefined, settled: undefined, nextLookAt: now },
    edit: { kind: 'none' },
    readers: { router: reader('router'), prometheus: reader('prometheus') },
    onDisk,
    accepted,
  }
}
