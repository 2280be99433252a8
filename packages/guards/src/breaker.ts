/**
 * A circuit breaker that counts failures in a row. After `failures` of them nothing passes for `pauseMs`; then `probes` calls
 * may try, and everything else goes on failing fast; when all of them succeed it closes, at the first failure it opens again.
 * Each permission carries a generation: what comes back from before the last change of state decides nothing any more, so
 * that a slow success from before the outage cannot close it. A probe that never comes back gives its slot up after
 * `probeTimeoutMs`. Pure; times in milliseconds since the epoch. Source of the states: M. Nygard, "Release It!".
 */
export interface BreakerPolicy {
  readonly failures: number
  readonly pauseMs: number
  readonly probes: number
  readonly probeTimeoutMs: number
}

export type Breaker =
  | { readonly kind: 'closed'; readonly generation: number; readonly failures: number }
  | { readonly kind: 'open'; readonly generation: number; readonly untilMs: number }
  /** `slots`: until when each probe on its way holds its slot. */
  | {
      readonly kind: 'half-open'
      readonly generation: number
      readonly slots: readonly number[]
      readonly successes: number
    }

export type Permission =
  /** `breaker` is the state from now on; `generation` is to be given back with the result. */
  | { readonly kind: 'permitted'; readonly breaker: Breaker; readonly generation: number }
  /** Asking again before `untilMs` is of no use, unless a result comes in. */
  | { readonly kind: 'refused'; readonly untilMs: number }

export const CLOSED: Breaker = { kind: 'closed', generation: 0, failures: 0 }

export function permit(breaker: Breaker, policy: BreakerPolicy, now: number): Permission {
  switch (breaker.kind) {
    case 'closed':
      return { kind: 'permitted', breaker, generation: breaker.generation }
    case 'open': {
      if (now < breaker.untilMs) return { kind: 'refused', untilMs: breaker.untilMs }
      const generation = breaker.generation + 1
      return permit({ kind: 'half-open', generation, slots: [], successes: 0 }, policy, now)
    }
    case 'half-open': {
      const held = breaker.slots.filter((untilMs) => untilMs > now)
      if (held.length + breaker.successes >= policy.probes) return { kind: 'refused', untilMs: Math.min(...held) }
      return {
        kind: 'permitted',
        breaker: { ...breaker, slots: [...held, now + policy.probeTimeoutMs] },
        generation: breaker.generation,
      }
    }
  }
}

/** The state after a call that was permitted under `generation` came back. */
export function settle(
  breaker: Breaker,
  policy: BreakerPolicy,
  result: { readonly generation: number; readonly ok: boolean },
  now: number,
): Breaker {
  if (result.generation !== breaker.generation) return breaker
  const open = (): Breaker => ({
    kind: 'open',
    generation: breaker.generation + 1,
    untilMs: now + policy.pauseMs,
  })
  switch (breaker.kind) {
    case 'closed': {
      if (result.ok) return { ...breaker, failures: 0 }
      const failures = breaker.failures + 1
      return failures >= policy.failures ? open() : { ...breaker, failures }
    }
    case 'open':
      return breaker
    case 'half-open': {
      if (!result.ok) return open()
      const successes = breaker.successes + 1
      if (successes >= policy.probes) return { kind: 'closed', generation: breaker.generation + 1, failures: 0 }
      // Which of the slots it held does not matter: the oldest one is the first that would be given up.
      return { ...breaker, successes, slots: breaker.slots.slice(1) }
    }
  }
}
