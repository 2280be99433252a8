/** What to do next, and why. Pure: the state and `now` in, actions and the next time to look out. */
import { LOOK_EVERY_MS, REFUSED, UNREACHED } from './events.ts'
import { type State, TARGETS, type Target, type Version } from './state.ts'

export type Action =
  | { readonly kind: 'look' }
  | { readonly kind: 'render'; readonly look: string; readonly reason: string }
  | { readonly kind: 'reload'; readonly target: Target; readonly version: Version; readonly reason: string }
  /** Puts the last accepted copy of a target's files back into the folder in force. */
  | { readonly kind: 'restore'; readonly target: Target; readonly reason: string }
  /** Remembers the target's files as accepted. */
  | { readonly kind: 'keep'; readonly target: Target; readonly reason: string }

export interface Decision {
  /** Independent of each other, except that after a render or a restore the state has to be judged anew. */
  readonly actions: readonly Action[]
  /** When to decide again if nothing happens before. */
  readonly nextAt: number
}

export function decide(state: State, now: number): Decision {
  if (isDue(state.seen.nextLookAt, now, LOOK_EVERY_MS)) return { actions: [{ kind: 'look' }], nextAt: now }
  const render = renderAction(state, now)
  if (render) return { actions: [render], nextAt: now }
  // Before the first attempt nobody knows whether there is anything good to read.
  const asking = state.edit.kind === 'none' ? [] : TARGETS
  const actions = asking.flatMap((target) => targetActions(state, target, now))
  return { actions, nextAt: Math.min(state.seen.nextLookAt, ...dueTimes(state).filter((at) => at > now)) }
}

function renderAction({ seen, edit, readers }: State, now: number): Action | undefined {
  const look = seen.settled
  if (look === undefined) return undefined
  const render = (reason: string): Action => ({ kind: 'render', look, reason })
  if (edit.kind === 'none') return render('first look at the folder')
  if (edit.look !== look) return render('the folder has changed')
  if (edit.kind === 'failed' && isDue(edit.dueAt, now, REFUSED.longestMs)) return render('the last attempt failed')
  if (edit.kind !== 'in-force') return undefined
  const again = TARGETS.find((target) => {
    const reader = readers[target]
    return reader.kind === 'refusing' && reader.restore !== 'owed' && isDue(reader.dueAt, now, REFUSED.longestMs)
  })
  return again && render(`${again} refused it before`)
}

function targetActions({ readers, onDisk, accepted }: State, target: Target, now: number): Action[] {
  const reader = readers[target]
  switch (reader.kind) {
    case 'owed': {
      if (!isDue(reader.dueAt, now, UNREACHED.longestMs)) return []
      const reason = reader.reason ?? (reader.refusal !== undefined ? 'it refused before' : 'its files are new to it')
      return [{ kind: 'reload', target, version: onDisk[target], reason }]
    }
    case 'refusing':
      return reader.restore === 'owed' ? [{ kind: 'restore', target, reason: 'a restart must find good files' }] : []
    case 'loaded':
      return accepted[target] === reader.version ? [] : [{ kind: 'keep', target, reason: 'it is accepted' }]
    case 'asked':
    case 'absent':
      return []
  }
}

/** A time further ahead than anybody waits was planned before the clock was set back: it has come. */
function isDue(at: number, now: number, longestMs: number): boolean {
  return now >= at || at - now > longestMs
}

/** Some of these are over and wait for something else: for a folder that keeps still. */
function dueTimes({ edit, readers }: State): number[] {
  const times = TARGETS.flatMap((target) => {
    const reader = readers[target]
    return reader.kind === 'owed' || (reader.kind === 'refusing' && edit.kind === 'in-force') ? [reader.dueAt] : []
  })
  return edit.kind === 'failed' ? [...times, edit.dueAt] : times
}
