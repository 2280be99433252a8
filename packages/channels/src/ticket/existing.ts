/** Deliveries about a ticket that exists: news, its end, and opening it again. What a person moved is left to them. */
import type { SendResult } from '../contract.ts'
import { renderAcknowledged, renderEnd, renderNews } from './comments.ts'
import { failure, fromLogs, type Job, newsIn, nothingToEnd, withLacks } from './job.ts'
import type { ApiResult, Standing } from './port.ts'
import { type Closed, closedState, type Ended, nextCreating, type Open, openState, type Reopening } from './state.ts'

export async function comment(job: Job, state: Open | Ended): Promise<SendResult> {
  const again = state.kind === 'ended'
  // One that was left open for a person to close, and is closed by now, would hide the news.
  if (again || !job.config.respectHumans) {
    const standing = await look(job, state.id)
    if (standing?.kind === 'gone') return gone(job, state, standing.code)
    if (standing?.kind === 'failed') return { outcome: standing.outcome, newState: state }
    if (standing?.value.closed) return afterPerson(job, state, standing)
  }
  return note(job, state, again)
}

async function note(job: Job, state: Open | Ended, again: boolean): Promise<SendResult> {
  const { config, notification, now, system } = job
  const { told, ...news } = newsIn(job, again ? { ...state.told, count: 0 } : state.told)
  const acknowledged = notification.reason === 'acknowledged' ? renderAcknowledged(notification, config) : undefined
  const text = acknowledged ?? renderNews(notification, { ...news, told }, { ...config, again })
  const done = await system.comment(state.id, text)
  if (done.kind === 'gone') return gone(job, state, done.code)
  if (done.kind === 'failed') return { outcome: done.outcome, newState: state }
  const lacks = acknowledged && config.assignsOnAcknowledge ? await assigned(job, state.id) : []
  const { key, generation, id, url, openedAt, mark, held } = state
  const logs = state.fromLogs || fromLogs(job)
  const read = acknowledged ? state.told : told
  const open: Open = {
    kind: 'open',
    ...{ key, generation, id, url, openedAt, updatedAt: now, fromLogs: logs, told: read, mark, held },
  }
  return { outcome: withLacks({ kind: 'sent', code: done.code }, lacks), newState: open }
}

/** To who took it; the comment says so in any case. */
async function assigned({ notification, system }: Job, id: string): Promise<string[]> {
  const by = notification.acknowledgement?.by
  const taker = (notification.people ?? []).filter(({ name, displayName }) => by === name || by === displayName)
  const done = await system.assign?.(id, taker)
  if (done === undefined || done.kind === 'done') return []
  return [`not assigned to who took it: ${failure(done).reason ?? done.kind}`]
}

/** `tried`: an earlier call for the same end may have closed it. */
export async function end(job: Job, state: Open, tried: boolean): Promise<SendResult> {
  const { config, notification, now, system } = job
  const logs = state.fromLogs || fromLogs(job)
  const closes = config.closeOnEnd === 'auto' ? !logs : config.closeOnEnd
  const { closing: _closing, ...untried } = state
  if (!closes) return leaveOpen(job, { ...untried, fromLogs: logs })
  const standing = await look(job, state.id)
  if (standing?.kind === 'gone') return nothingToEnd(closedState(state, now, { gone: true }))
  if (standing?.kind === 'failed') return { outcome: standing.outcome, newState: tried ? state : untried }
  if (standing?.value.closed) return alreadyClosed(job, state, standing, tried)
  const moved = standing !== undefined && state.mark !== '' && standing.value.mark !== state.mark
  if (config.respectHumans && !tried && (moved || state.held)) return leaveOpen(job, { ...untried, held: true })
  const noted = state.noted === notification.idempotencyKey
  const done = await system.close(state.id, noted ? undefined : renderEnd(notification, { ...config, closes }))
  if (done.kind === 'gone') return nothingToEnd(closedState(state, now, { gone: true }))
  if (done.kind === 'failed') {
    return { outcome: done.outcome, newState: done.noted ? { ...state, noted: notification.idempotencyKey } : state }
  }
  const { mark, why } = done.value
  const outcome = withLacks({ kind: 'sent', code: done.code }, [why])
  return { outcome, newState: why === '' ? closedState(state, now, { mark }) : endedState(state, now) }
}

/** By an earlier try, which may have got as far as that; or by a person, and then the end is only noted. */
async function alreadyClosed(
  { config, notification, now, system }: Job,
  state: Open,
  { code, value: { mark } }: Extract<ApiResult<Standing>, { kind: 'done' }>,
  tried: boolean,
): Promise<SendResult> {
  if (tried) return { outcome: { kind: 'sent', code }, newState: closedState(state, now, { mark }) }
  const done = await system.comment(state.id, renderEnd(notification, { ...config, closes: true }))
  const { closing: _closing, ...untried } = state
  if (done.kind === 'failed') return { outcome: done.outcome, newState: untried }
  return {
    outcome: { kind: 'sent', code: done.code },
    newState: closedState(state, now, { gone: done.kind === 'gone', mark, byPerson: true }),
  }
}

async function leaveOpen(job: Job, state: Open): Promise<SendResult> {
  const { config, notification, now, system } = job
  const done = await system.comment(state.id, renderEnd(notification, { ...config, closes: false }))
  if (done.kind === 'gone') return nothingToEnd(closedState(state, now, { gone: true }))
  if (done.kind === 'failed') return { outcome: done.outcome, newState: state }
  return { outcome: { kind: 'sent', code: done.code }, newState: endedState(state, now) }
}

/** `tried`: an earlier call may have opened it; else, who finds it open knows that a person has. */
export async function reopen(job: Job, state: Reopening, tried: boolean): Promise<SendResult> {
  const { config, now } = job
  const standing = await look(job, state.id)
  if (standing?.kind === 'failed') return { outcome: standing.outcome, newState: tried ? state : closedBefore(state) }
  if (standing?.kind === 'gone') return gone(job, state, standing.code)
  const back = (mark: string, held: boolean) =>
    openState(state, state, { now, fromLogs: fromLogs(job), told: { count: 0, seen: [] }, mark, held })
  if (standing && !standing.value.closed) {
    const { mark } = standing.value
    return note(job, { ...back(mark, !tried), kind: 'ended', endedAt: state.closedAt }, true)
  }
  const moved = standing !== undefined && state.mark !== '' && standing.value.mark !== state.mark
  if (standing?.value.wontFix || (moved && config.respectHumans)) {
    return another(job, state, standing?.code ?? '', 'a person has moved the ticket')
  }
  return opened(job, state, back)
}

async function opened(job: Job, state: Reopening, back: (mark: string, held: boolean) => Open): Promise<SendResult> {
  const { config, notification, system } = job
  const { told, ...news } = newsIn(job, { count: 0, seen: [] })
  const done = await system.reopen(state.id, renderNews(notification, { ...news, told }, { ...config, again: true }))
  if (done.kind === 'gone') return another(job, state, done.code, 'the ticket cannot be opened again')
  if (done.kind === 'failed' && done.outcome.kind === 'reject') {
    return another(job, state, done.outcome.code, `the ticket cannot be opened again (${done.outcome.reason})`)
  }
  if (done.kind === 'failed') return { outcome: done.outcome, newState: state }
  if (done.value.why !== '') return another(job, state, done.code, done.value.why)
  return { outcome: { kind: 'sent', code: done.code }, newState: { ...back(done.value.mark, false), told } }
}

/** A ticket that was ours to leave open, and that a person has closed. */
function afterPerson(
  job: Job,
  state: Open | Ended,
  standing: Extract<ApiResult<Standing>, { kind: 'done' }>,
): SendResult {
  const { config, notification, now } = job
  const { wontFix, mark } = standing.value
  if (config.respectHumans || wontFix || config.reopenWindowMs === 0) {
    return another(job, state, standing.code, 'a person has closed the ticket')
  }
  const { key, generation, id, url } = state
  return {
    outcome: { kind: 'retry', code: standing.code, reason: `ticket ${id} is closed by now; it is opened again` },
    newState: {
      kind: 'reopening',
      ...{ key, generation, id, url, closedAt: now, mark, startedBy: notification.idempotencyKey },
    },
  }
}

/** The row of the next ticket is committed with this outcome, before the call that makes it. */
function another(job: Job, state: Open | Ended | Reopening, code: string, why: string): SendResult {
  return {
    outcome: { kind: 'retry', code, reason: `${why}; another one follows, which names it`, afterMs: 0 },
    newState: nextCreating(job.notification, state, job.now, false),
  }
}

function gone({ now }: Job, state: Open | Ended | Reopening, code: string): SendResult {
  const newState: Closed = closedState(state, now, { gone: true })
  return { outcome: { kind: 'retry', code, reason: `ticket ${state.id} is gone; a new one follows` }, newState }
}

function endedState(state: Open, now: number): Ended {
  const { noted: _noted, closing: _closing, ...rest } = state
  return { ...rest, kind: 'ended', updatedAt: now, endedAt: now }
}

function closedBefore(state: Reopening): Closed {
  return { ...closedState(state, state.closedAt, { mark: state.mark }) }
}

async function look({ system }: Job, id: string): Promise<ApiResult<Standing> | undefined> {
  return system.look?.(id)
}
