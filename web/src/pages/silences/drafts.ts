/** A silence while it is written. Pure. */
import type { PostedSilence, Silence } from '../../data/silences.ts'
import { fromApi, isComplete, type MatcherDraft, readMatchers, toApi } from '../../format/matchers.ts'

export interface SilenceDraft {
  /** Of the one that is edited; undefined for a new one. */
  readonly id: string | undefined
  readonly matchers: readonly MatcherDraft[]
  /** Undefined: from when it is sent. */
  readonly startsAt: number | undefined
  readonly endsAt: number
  readonly createdBy: string
  readonly comment: string
}

export const emptyMatcher: MatcherDraft = { name: '', op: '=', value: '' }

const minute = 60_000

/** How long, in minutes; people choose one of these, or an end of their own. */
export const durations = [30, 60, 240, 1_440] as const

export const endOf = (minutes: number, now: number): number => Math.ceil((now + minutes * minute) / minute) * minute

export function newDraft(matchers: string, createdBy: string, now: number): SilenceDraft {
  return {
    id: undefined,
    matchers: readMatchers(matchers) ?? [emptyMatcher],
    startsAt: undefined,
    endsAt: endOf(60, now),
    createdBy,
    comment: '',
  }
}

/** Of one that is over, what made it: again, for an hour. */
export function draftOf(silence: Silence, now: number): SilenceDraft {
  const over = silence.status.state === 'expired'
  const draft = {
    matchers: silence.matchers.map(fromApi),
    createdBy: silence.createdBy,
    comment: silence.comment,
  }
  return over
    ? { ...draft, id: undefined, startsAt: undefined, endsAt: endOf(60, now) }
    : { ...draft, id: silence.id, startsAt: Date.parse(silence.startsAt), endsAt: Date.parse(silence.endsAt) }
}

export const complete = ({ matchers }: SilenceDraft): readonly MatcherDraft[] => matchers.filter(isComplete)

export type Missing = 'matchers' | 'end' | 'createdBy' | 'comment'

/** What keeps it from being sent, in the order of the form. */
export function missing(draft: SilenceDraft, now: number): readonly Missing[] {
  return [
    ...(complete(draft).length === 0 ? (['matchers'] as const) : []),
    ...(draft.endsAt <= Math.max(now, draft.startsAt ?? 0) ? (['end'] as const) : []),
    ...(draft.createdBy.trim() === '' ? (['createdBy'] as const) : []),
    ...(draft.comment.trim() === '' ? (['comment'] as const) : []),
  ]
}

export function toPost(draft: SilenceDraft, now: number): PostedSilence {
  return {
    ...(draft.id === undefined ? {} : { id: draft.id }),
    matchers: complete(draft).map(toApi),
    startsAt: new Date(draft.startsAt ?? now).toISOString(),
    endsAt: new Date(draft.endsAt).toISOString(),
    createdBy: draft.createdBy.trim(),
    comment: draft.comment.trim(),
  }
}
