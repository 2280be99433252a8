/**
 * The life of a silence: what a post or an expiry writes, or why it is refused. Pure; times in milliseconds.
 * Source: Alertmanager `api/v2/api.go` postSilencesHandler and `silence/silence.go` Set, in the order of their checks.
 */
import type { Labels, Matcher } from '@tocsin/rules'
import { type Silence, silenceState } from '../model/silence.ts'
import { invalidMatchers } from './silence-checks.ts'

export interface PostedSilence {
  /** Of the silence to edit; undefined or empty for a new one. */
  readonly id: string | undefined
  readonly matchers: readonly Matcher[]
  /** Go's zero time means now. */
  readonly startsAt: number
  readonly endsAt: number
  readonly createdBy: string
  readonly comment: string
  readonly annotations: Labels
}

export interface SilenceLimits {
  /** Of all that are kept, ended ones included; 0 for none. */
  readonly maxSilences: number
  /** 0 for none. */
  readonly maxBytes: number
}

export interface EditContext {
  readonly now: number
  /** A UUID that no silence has. */
  readonly newId: () => string
  readonly limits: SilenceLimits
  /** Silences kept, ended ones included. */
  readonly kept: number
}

export type PlannedSilence =
  /** To be written together: an edit may end one silence and begin another. `id` is the one in force afterwards. */
  | { readonly kind: 'write'; readonly id: string; readonly silences: readonly Silence[] }
  /** `message` is Alertmanager's text. */
  | { readonly kind: 'refused'; readonly code: 'invalid' | 'not-found' | 'limit'; readonly message: string }

/** `0001-01-01T00:00:00Z` */
const GO_ZERO_TIME = -62_135_596_800_000

/**
 * `existing` is the newest version of the silence with the posted id. It is edited in place where its past stays true; else
 * it ends, and another one begins.
 */
export function planSilence(
  posted: PostedSilence,
  existing: Silence | undefined,
  { now, newId, limits, kept }: EditContext,
): PlannedSilence {
  if (posted.startsAt >= posted.endsAt) {
    return refuse('invalid', 'Failed to create silence: start time must be before end time')
  }
  if (posted.endsAt < now) return refuse('invalid', "Failed to create silence: end time can't be in the past")
  const invalid = invalidMatchers(posted.matchers)
  if (invalid !== undefined) return refuse('invalid', `invalid silence: ${invalid}`)
  if (posted.id && !existing) return refuse('not-found', 'silence not found')

  const wanted = { ...posted, startsAt: posted.startsAt === GO_ZERO_TIME ? now : posted.startsAt }
  if (existing && keepsThePast(existing, wanted, now)) {
    const silence: Silence = { ...wanted, id: existing.id, version: existing.version + 1, updatedAt: now }
    return tooBig(silence, limits) ?? { kind: 'write', id: silence.id, silences: [silence] }
  }

  if (limits.maxSilences > 0 && kept + 1 > limits.maxSilences) {
    return refuse('limit', `exceeded maximum number of silences: ${kept} (limit: ${limits.maxSilences})`)
  }
  const startsAt = Math.max(wanted.startsAt, now)
  const silence: Silence = { ...wanted, id: newId(), version: 1, startsAt, updatedAt: now }
  const ended = existing && planExpiry(existing, now)
  return tooBig(silence, limits) ?? { kind: 'write', id: silence.id, silences: ended ? [ended, silence] : [silence] }
}

/** The version that ends it; undefined when it is over already. */
export function planExpiry(silence: Silence, now: number): Silence | undefined {
  const state = silenceState(silence, now)
  if (state === 'expired') return undefined
  const startsAt = state === 'pending' ? now : silence.startsAt
  return { ...silence, version: silence.version + 1, startsAt, endsAt: now, updatedAt: now }
}

/** An edit in place must not say that other alerts, or other times, were silenced than those that were. */
function keepsThePast(
  existing: Silence,
  wanted: Pick<Silence, 'matchers' | 'startsAt' | 'endsAt'>,
  now: number,
): boolean {
  if (!sameMatchers(existing.matchers, wanted.matchers)) return false
  switch (silenceState(existing, now)) {
    case 'active':
      // Clients give back the start as they print it, some without fractions.
      return Math.floor(existing.startsAt / 1000) === Math.floor(wanted.startsAt / 1000) && wanted.endsAt >= now
    case 'pending':
      return wanted.startsAt >= now
    case 'expired':
      return false
  }
}

function sameMatchers(a: readonly Matcher[], b: readonly Matcher[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, op, value }, i) => name === b[i]?.name && op === b[i].op && value === b[i].value)
  )
}

/** Counted about as Alertmanager does, whose silences are protocol buffers: texts, and a few bytes for each. */
function sizeOf({ id, createdBy, comment, matchers, annotations }: Silence): number {
  const texts = [
    ...[id, createdBy, comment],
    ...matchers.flatMap(({ name, value }) => [name, value]),
    ...Object.entries(annotations).flat(),
  ]
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 4 * 14 + 6 * matchers.length)
}

function tooBig(silence: Silence, { maxBytes }: SilenceLimits): PlannedSilence | undefined {
  const bytes = sizeOf(silence)
  if (maxBytes <= 0 || bytes <= maxBytes) return undefined
  return refuse('limit', `silence exceeded maximum size: ${bytes} bytes (limit: ${maxBytes} bytes)`)
}

function refuse(code: 'invalid' | 'not-found' | 'limit', message: string): PlannedSilence {
  return { kind: 'refused', code, message }
}
