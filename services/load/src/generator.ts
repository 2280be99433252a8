import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@tocsin/kit'
import type { LoadMetrics } from './metrics.ts'
import { type Schedule, takeDue } from './schedule.ts'
import type { Outcome, Target } from './target.ts'
import { createThrottle } from './throttle.ts'

export interface GeneratorOptions {
  readonly target: Target
  readonly rate: number
  readonly metrics: LoadMetrics
  readonly logger: Logger
  /** In [0, 1), as Math.random. */
  readonly random: () => number
  /** Above it arrivals are dropped and counted. */
  readonly inFlightMax: number
}

export interface Generator {
  start(): void
  stop(): Promise<void>
  inFlight(): number
}

const TICK_MS = 10
const READY_POLL_MS = 500
const COMPLAINT_INTERVAL_MS = 10_000

/** Waits for the target, then sends at a constant rate, whatever the answers do. */
export function createGenerator(options: GeneratorOptions): Generator {
  const { target, rate, metrics, logger, random, inFlightMax } = options
  const stopping = new AbortController()
  const complaints = createThrottle(COMPLAINT_INTERVAL_MS)
  let inFlight = 0
  let timer: NodeJS.Timeout | undefined
  let done: Promise<void> = Promise.resolve()

  const complain = (outcome: Outcome): void => {
    const keptBack = complaints.admit(performance.now())
    if (keptBack === undefined) return
    const reason = outcome.kind === 'failed' ? outcome.reason : outcome.kind
    logger.warn({ reason, more: keptBack }, 'the target does not answer')
  }
  const sendOne = async (): Promise<void> => {
    inFlight++
    const request = target.plan({ route: random(), product: random(), quantity: random() })
    const startedAt = performance.now()
    const outcome = await target.send(request)
    inFlight--
    if (stopping.signal.aborted) return
    const status =
      outcome.kind === 'answered' ? String(outcome.status) : outcome.kind === 'timeout' ? 'timeout' : 'error'
    metrics.answered(request.route, status, (performance.now() - startedAt) / 1000)
    if (outcome.kind !== 'answered') complain(outcome)
  }
  const waitForTarget = async (): Promise<boolean> => {
    while (!stopping.signal.aborted) {
      const outcome = await target.ready()
      if (outcome.kind === 'answered' && outcome.status === 200) return true
      if (!stopping.signal.aborted) complain(outcome)
      await sleep(READY_POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
    return false
  }
  const begin = async (): Promise<void> => {
    if (!(await waitForTarget())) return
    logger.info({ rate }, 'the target answers, sending')
    // A monotonic clock: a step of the wall clock must neither stop the load nor make it burst.
    let schedule: Schedule = { rate, startedAt: Math.floor(performance.now()), taken: 0 }
    timer = setInterval(() => {
      const next = takeDue(schedule, Math.floor(performance.now()))
      schedule = next.schedule
      const admitted = Math.min(next.due, Math.max(0, inFlightMax - inFlight))
      if (next.skipped > 0) metrics.dropped('timer_late', next.skipped)
      if (next.due > admitted) metrics.dropped('in_flight_cap', next.due - admitted)
      for (let i = 0; i < admitted; i++) void sendOne()
    }, TICK_MS)
  }
  return {
    start() {
      done = begin()
    },
    async stop() {
      stopping.abort()
      clearInterval(timer)
      await target.stop()
      await done
    },
    inFlight: () => inFlight,
  }
}
