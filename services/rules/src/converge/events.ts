/** What an event makes of the state. Pure. */
import type { Problem } from '@tocsin/kit'
import type { Edit, Reader, Refusal, State, Target, Version } from './state.ts'

/** With nothing going on; the promise is 5 s from a save to its being in force. */
export const LOOK_EVERY_MS = 1_000
/** While the folder changes: as long as it must keep still. */
export const SETTLE_MS = 400

export const UNREACHED = { firstMs: 250, longestMs: 5_000 }
export const REFUSED = { firstMs: 5_000, longestMs: 60_000 }

/** 1, 2, 4, … times the first wait, up to the longest. */
function backoff({ firstMs, longestMs }: typeof REFUSED, failures: number): number {
  return Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20))
}

export function looked(state: State, look: string, now: number): State {
  const settled = look === state.seen.last
  const nextLookAt = now + (settled ? LOOK_EVERY_MS : SETTLE_MS)
  return { ...state, seen: { last: look, settled: settled ? look : undefined, nextLookAt } }
}

export type RenderOutcome =
  | { readonly kind: 'in-force'; readonly versions: State['onDisk'] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  /** The folder changed while it was read, or the attempt was given up: what came of it says nothing. */
  | { readonly kind: 'overtaken' }

/** `look` is the folder that was to be rendered. */
export function rendered(state: State, look: string, outcome: RenderOutcome, now: number): State {
  if (outcome.kind === 'overtaken') return { ...state, seen: { last: undefined, settled: undefined, nextLookAt: now } }
  if (outcome.kind === 'refused') return { ...state, edit: { kind: 'refused', look, problems: outcome.problems } }
  if (outcome.kind === 'failed') {
    const failures = failuresOf(state.edit, look) + 1
    const dueAt = now + backoff(REFUSED, failures)
    return { ...state, edit: { kind: 'failed', look, problems: outcome.problems, failures, dueAt } }
  }
  const { versions } = outcome
  return {
    ...state,
    edit: { kind: 'in-force', look },
    onDisk: versions,
    readers: readersOf(state, (target, reader) => afterRender(reader, versions[target], now)),
  }
}

function failuresOf(edit: Edit, look: string): number {
  return edit.kind === 'failed' && edit.look === look ? edit.failures : 0
}

function afterRender(reader: Reader, version: Version, now: number): Reader {
  switch (reader.kind) {
    case 'loaded':
      return reader.version === version ? reader : owed(undefined, now)
    case 'refusing':
      return owed(reader.version === version ? reader.refusal : forgiven(reader.refusal), now)
    case 'asked':
    case 'owed':
    case 'absent':
      // One that is asked just now is asked again when its answer turns out to be about other files.
      return reader
  }
}

function owed(refusal: Refusal | undefined, now: number): Reader {
  return { kind: 'owed', since: now, dueAt: now, failures: 0, reason: undefined, refusal }
}

/** Other files: they are asked for at once, and what was said of the old ones stands until these are accepted. */
function forgiven(refusal: Refusal | undefined): Refusal | undefined {
  return refusal && { ...refusal, times: 0 }
}

export function asked(state: State, target: Target, version: Version): State {
  const reader = state.readers[target]
  if (reader.kind !== 'owed') return state
  const { since, failures, refusal } = reader
  return withReader(state, target, { kind: 'asked', since, version, failures, refusal })
}

/** How a request to read again ended. */
export type Answer =
  | { readonly kind: 'accepted' }
  /** It has read the files and keeps what it had. */
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  /** It answers, and no reload will ever work: a wrong address, a lifecycle API that is switched off. */
  | { readonly kind: 'unable'; readonly problems: readonly Problem[] }
  /** It did not answer, or said that it is not up. `reason` holds no secret. */
  | { readonly kind: 'unreached'; readonly reason: string }

export function answered(state: State, target: Target, answer: Answer, now: number): State {
  const reader = state.readers[target]
  if (reader.kind !== 'asked') return state
  const { since, version, refusal } = reader
  if (answer.kind === 'unreached') {
    const failures = reader.failures + 1
    const dueAt = now + backoff(UNREACHED, failures)
    return withReader(state, target, { kind: 'owed', since, dueAt, failures, reason: answer.reason, refusal })
  }
  if (version !== state.onDisk[target]) return withReader(state, target, owed(forgiven(refusal), now))
  if (answer.kind === 'accepted') return withReader(state, target, { kind: 'loaded', version, at: now })
  const times = (refusal?.times ?? 0) + 1
  const good = state.accepted[target]
  const restorable = answer.kind === 'refused' && good !== undefined && good !== version
  return withReader(state, target, {
    ...{ kind: 'refusing', version, refusal: { problems: answer.problems, times } },
    dueAt: now + backoff(REFUSED, times),
    restore: restorable ? 'owed' : 'not needed',
  })
}

export function restored(state: State, target: Target): State {
  const reader = state.readers[target]
  const good = state.accepted[target]
  if (reader.kind !== 'refusing' || good === undefined) return state
  return withReader({ ...state, onDisk: { ...state.onDisk, [target]: good } }, target, { ...reader, restore: 'done' })
}

export function kept(state: State, target: Target): State {
  return { ...state, accepted: { ...state.accepted, [target]: state.onDisk[target] } }
}

function withReader(state: State, target: Target, reader: Reader): State {
  return { ...state, readers: { ...state.readers, [target]: reader } }
}

function readersOf(state: State, change: (target: Target, reader: Reader) => Reader): State['readers'] {
  const { router, prometheus } = state.readers
  return { router: change('router', router), prometheus: change('prometheus', prometheus) }
}
