/** Carries out what `decide` says, and makes events of what comes of it. */
import { type Logger, messageOf, startScheduler } from '@tocsin/kit'
import { type Action, decide } from './converge/decide.ts'
import { answered, asked, kept, looked, type RenderOutcome, rendered, restored } from './converge/events.ts'
import { type State, TARGETS, type Target } from './converge/state.ts'
import { readAnswer } from './reload/answer.ts'
import { askToReload } from './reload/reload.ts'
import type { Copies } from './render/copies.ts'
import type { RulesMetrics } from './report/metrics.ts'
import type { Publisher } from './report/publish.ts'
import type { Look } from './watch/look.ts'

/** A target that is only starting is no news; one that does not come is. */
const FAILURES_TO_TELL = 5
const AFTER_FAILURE_MS = 1_000

export interface LoopOptions {
  readonly initial: State
  readonly from: string
  readonly urls: Readonly<Record<Target, string | undefined>>
  /** For a router that asks who is there. */
  readonly routerToken: string | undefined
  readonly look: Look
  readonly copies: Copies
  readonly attempt: (look: string, signal: AbortSignal) => Promise<RenderOutcome>
  readonly publisher: Publisher
  readonly metrics: RulesMetrics
  readonly log: Logger
  readonly now: () => number
}

export interface Loop {
  state(): State
  stop(): Promise<void>
}

export function startLoop(options: LoopOptions): Loop {
  const { urls, routerToken, look, copies, attempt, publisher, metrics, log, now } = options
  let state = options.initial
  // The state as it is then, not as it was before something was awaited: answers of targets come in at any time.
  const apply = (change: (now: State) => State): void => {
    state = change(state)
  }
  let failure = ''
  const stopping = new AbortController()
  const open = new Set<Promise<void>>()

  async function perform(action: Action): Promise<void> {
    switch (action.kind) {
      case 'look': {
        const seen = await look()
        apply((at) => looked(at, seen, now()))
        return
      }
      case 'render': {
        const outcome = await attempt(action.look, stopping.signal)
        apply((at) => rendered(at, action.look, outcome, now()))
        if (outcome.kind === 'overtaken') return
        metrics.rendered(outcome.kind === 'in-force' ? 'in-force' : 'refused')
        if (outcome.kind === 'in-force') log.info({ reason: action.reason }, 'rules rendered')
        return
      }
      case 'reload': {
        apply((at) => asked(at, action.target, action.version))
        const request = reload(action).finally(() => open.delete(request))
        open.add(request)
        return
      }
      case 'restore':
        await copies.restore(action.target)
        apply((at) => restored(at, action.target))
        log.warn({ target: action.target, reason: action.reason }, 'the files that it accepted last are back in force')
        return
      case 'keep':
        await copies.keep(action.target)
        apply((at) => kept(at, action.target))
    }
  }

  async function reload({ target, reason }: Extract<Action, { kind: 'reload' }>): Promise<void> {
    const url = urls[target] ?? ''
    const startedAt = performance.now()
    const heard = await askToReload(url, target === 'router' ? routerToken : undefined, stopping.signal)
    if (stopping.signal.aborted) return
    const places = { from: options.from, changed: await copies.changed(target).catch(() => []) }
    const answer = heard.kind === 'answered' ? readAnswer({ target, url, ...heard }, places) : heard
    apply((at) => answered(at, target, answer, now()))
    metrics.answered(target, answer.kind)
    const tookMs = Math.round(performance.now() - startedAt)
    const reader = state.readers[target]
    if (answer.kind === 'accepted') log.info({ target, reason, tookMs }, 'rules read by the target')
    else if (reader.kind === 'owed' && reader.failures === FAILURES_TO_TELL) {
      log.warn({ target, reason: reader.reason }, 'the target cannot be reached; it reads the rules when it starts')
    }
    scheduler.wake()
  }

  async function work(): Promise<number> {
    for (;;) {
      // Before anything is awaited again: an answer of a target has come in meanwhile.
      await publisher.publish(state)
      for (const target of TARGETS) metrics.behind(target, !['loaded', 'absent'].includes(state.readers[target].kind))
      const { actions, nextAt } = decide(state, now())
      if (actions.length === 0 || stopping.signal.aborted) return nextAt
      // What cannot be done now must not spin the loop.
      if ((await performAll(actions)) > 0) return now() + AFTER_FAILURE_MS
    }
  }

  async function performAll(actions: readonly Action[]): Promise<number> {
    const reasons: string[] = []
    for (const action of actions) {
      try {
        await perform(action)
      } catch (error) {
        const reason = messageOf(error)
        // Once for each kind of failure, not at each attempt.
        if (reason !== failure) {
          log.error({ action: action.kind, reason }, 'the folder in force cannot be kept in order')
        }
        reasons.push(reason)
      }
    }
    failure = reasons.at(-1) ?? ''
    return reasons.length
  }

  const scheduler = startScheduler({ work, now })
  return {
    state: () => state,
    async stop() {
      stopping.abort()
      await scheduler.stop()
      await Promise.all(open)
    },
  }
}
