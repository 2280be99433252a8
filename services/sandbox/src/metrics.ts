import { createRegistry, type MetricsRegistry } from '@tocsin/kit'
import type { RequestHandler } from 'express'
import { CHANNELS, type Counters, type PerChannel } from './model.ts'

/** What the inbox counts, as OpenMetrics lines. Clearing the inbox is a counter reset, which Prometheus knows. */
export function renderCounters(counters: PerChannel<Counters>, held: number): string {
  const calls = CHANNELS.flatMap((channel) =>
    (['accepted', 'refused', 'unanswered'] as const).map(
      (status) => `sandbox_calls_total{channel="${channel}",status="${status}"} ${counters[channel][status]}`,
    ),
  )
  return [
    '# HELP sandbox_calls Calls received, by what came of them.',
    '# TYPE sandbox_calls counter',
    ...calls,
    '# HELP sandbox_duplicates Accepted calls whose idempotency key had been accepted before.',
    '# TYPE sandbox_duplicates counter',
    ...CHANNELS.map((channel) => `sandbox_duplicates_total{channel="${channel}"} ${counters[channel].duplicates}`),
    '# HELP sandbox_held_calls Calls that are being left without an answer.',
    '# TYPE sandbox_held_calls gauge',
    `sandbox_held_calls ${held}`,
    '',
  ].join('\n')
}

/** `GET /metrics`: the process metrics, and the counters as they are now. */
export function sandboxMetrics(lines: () => string): RequestHandler {
  const registry: MetricsRegistry = createRegistry()
  return async (_request, response) => {
    // OpenMetrics ends with "# EOF".
    const processMetrics = (await registry.metrics()).replace(/# EOF\s*$/, '')
    response.type(registry.contentType).send(`${processMetrics}${lines()}# EOF\n`)
  }
}
