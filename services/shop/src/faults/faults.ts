import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { Database } from '../database.ts'
import { type Hold, holdClients } from './hold.ts'
import { type FaultName, type LatencyFault, planRequest } from './model.ts'

/** What `GET /faults` shows; null is off. */
interface FaultsView {
  readonly latency: LatencyFault | null
  readonly pool: { readonly hold: number; readonly held: number } | null
  readonly dbTimeout: { readonly share: number } | null
}

export interface Faults {
  /** Called once for each business request: sleeps where latency says so, then says which database it gets. */
  apply(clientGone: AbortSignal): Promise<Database>
  setLatency(fault: LatencyFault): void
  setPool(fault: { readonly hold: number }): void
  setDbTimeout(fault: { readonly share: number }): void
  /** Ends one fault; requests that sleep because of it go on at once. */
  clear(name: FaultName): Promise<void>
  clearAll(): Promise<void>
  view(): FaultsView
}

export interface FaultsOptions {
  readonly pool: Pool
  readonly real: Database
  readonly stalled: Database
  /** In [0, 1), as Math.random. */
  readonly random: () => number
}

/** The faults that are on, in memory only: a restart ends them. */
export function createFaults({ pool, real, stalled, random }: FaultsOptions): Faults {
  let latency: { readonly fault: LatencyFault; readonly ended: AbortController } | undefined
  let hold: Hold | undefined
  let dbTimeout: { readonly share: number } | undefined

  const endLatency = (): void => {
    latency?.ended.abort()
    latency = undefined
  }
  const endHold = async (): Promise<void> => {
    const ending = hold
    hold = undefined
    await ending?.release()
  }
  const clear = async (name: FaultName): Promise<void> => {
    if (name === 'latency') endLatency()
    else if (name === 'dbTimeout') dbTimeout = undefined
    else await endHold()
  }
  return {
    async apply(clientGone) {
      const plan = planRequest({ latency: latency?.fault, dbTimeout }, { latency: random(), dbTimeout: random() })
      if (plan.delayMs > 0 && latency) {
        // Before any query, so that a sleeping request holds no client of the pool.
        const signal = AbortSignal.any([latency.ended.signal, clientGone])
        await sleep(plan.delayMs, undefined, { signal }).catch(() => undefined)
      }
      return plan.database === 'stalled' ? stalled : real
    },
    setLatency(fault) {
      endLatency()
      latency = { fault, ended: new AbortController() }
    },
    setPool(fault) {
      // The old slots give their clients back on their own; the new ones queue for them.
      void endHold()
      hold = holdClients(pool, fault.hold)
    },
    setDbTimeout(fault) {
      dbTimeout = fault
    },
    clear,
    async clearAll() {
      endLatency()
      dbTimeout = undefined
      await endHold()
    },
    view: () => ({
      latency: latency?.fault ?? null,
      pool: hold ? { hold: hold.wanted, held: hold.held() } : null,
      dbTimeout: dbTimeout ?? null,
    }),
  }
}
