import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import client from 'prom-client'
import type { Answer } from '../converge/events.ts'
import { TARGETS, type Target } from '../converge/state.ts'

type RenderOutcome = 'in-force' | 'refused'

export interface RulesMetrics {
  readonly registry: MetricsRegistry
  /** `inForceSince` in milliseconds; undefined leaves what was there. */
  told(status: {
    readonly refused: boolean
    readonly problems: number
    readonly inForceSince: number | undefined
  }): void
  rendered(outcome: RenderOutcome): void
  answered(target: Target, outcome: Answer['kind']): void
  /** Whether the target has read what lies in the folder in force. */
  behind(target: Target, behind: boolean): void
}

export function createMetrics(): RulesMetrics {
  const registry = createRegistry()
  const registers = [registry]
  const refused = new client.Gauge({
    name: 'tocsin_rules_refused',
    help: 'Whether the edited rules are refused, and the last good ones stay in force.',
    registers,
  })
  const problems = new client.Gauge({
    name: 'tocsin_rules_problems',
    help: 'Problems of the edited rules.',
    registers,
  })
  const inForce = new client.Gauge({
    name: 'tocsin_rules_in_force_timestamp_seconds',
    help: 'When the rules in force came into force.',
    registers,
  })
  const renders = new client.Counter({
    name: 'tocsin_rules_renders_total',
    help: 'Attempts to put the edited rules into force, by how they ended.',
    labelNames: ['outcome'],
    registers,
  })
  for (const outcome of ['in-force', 'refused'] satisfies RenderOutcome[]) renders.inc({ outcome }, 0)
  const reloads = new client.Counter({
    name: 'tocsin_rules_reloads_total',
    help: 'Requests to read the rules again, by target and answer.',
    labelNames: ['target', 'outcome'],
    registers,
  })
  for (const target of TARGETS) {
    for (const outcome of ['accepted', 'refused', 'unable', 'unreached'] satisfies Answer['kind'][]) {
      reloads.inc({ target, outcome }, 0)
    }
  }
  const behindOf = new client.Gauge({
    name: 'tocsin_rules_target_behind',
    help: 'Whether a target has not yet read the rules in force.',
    labelNames: ['target'],
    registers,
  })
  return {
    registry,
    told({ refused: isRefused, problems: count, inForceSince }) {
      refused.set(isRefused ? 1 : 0)
      problems.set(count)
      if (inForceSince !== undefined) inForce.set(inForceSince / 1000)
    },
    rendered: (outcome) => renders.inc({ outcome }),
    answered: (target, outcome) => reloads.inc({ target, outcome }),
    behind: (target, behind) => behindOf.set({ target }, behind ? 1 : 0),
  }
}
