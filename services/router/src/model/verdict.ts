/** What keeps an alert from being told, and why. Nothing in it: it may be told. */
import type { MutedByTime } from '@tocsin/rules'

export interface Verdict {
  /** Ids of active silences, sorted. */
  readonly silencedBy: readonly string[]
  readonly inhibitedBy: readonly Inhibited[]
  /** Of the route: an alert in two routes may have two verdicts. */
  readonly mutedBy: readonly MutedByTime[]
}

export interface Inhibited {
  /** Of the alert that hushes this one. */
  readonly fingerprint: string
  /** The rule's name, or its place in the file from 1: `inhibit_rules[2]`. */
  readonly rule: string
}

export const AUDIBLE: Verdict = { silencedBy: [], inhibitedBy: [], mutedBy: [] }

export function isMuted({ silencedBy, inhibitedBy, mutedBy }: Verdict): boolean {
  return silencedBy.length > 0 || inhibitedBy.length > 0 || mutedBy.length > 0
}
