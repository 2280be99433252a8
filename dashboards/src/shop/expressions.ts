/** What several rows of the shop ask. */
import { DURATION } from '../http.ts'
import { quantile, rate, sumBy } from '../kit/promql.ts'
import { linesWithTraces, type Query } from '../kit/queries.ts'

export const ROUTES = 'route=~"$route"'

export const quantiles = (...more: readonly string[]): Query[] =>
  [0.5, 0.95, 0.99].map((q) => linesWithTraces(quantile(q, DURATION, [], ...more), `P${q * 100}`))

/** Share of the product reads that the cache answered. */
export function hitRatio(): string {
  const all = sumBy(['service'], rate('cache_requests_total'))
  return `(${sumBy(['service'], rate('cache_requests_total', 'result="hit"'))} or ${all} * 0) / ${all}`
}
