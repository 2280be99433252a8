/** Requests as our services count them: `http_request_duration_seconds{method,route,status}`. */
import { rate, sumBy } from './kit/promql.ts'

export const DURATION = 'http_request_duration_seconds'
export const REQUESTS = `${DURATION}_count`

/** The objective of the key interfaces, as in alert-rules/. */
export const OBJECTIVE_SECONDS = 0.5

/** A thousandth of the requests may fail; at 14.4 times that, ErrorBudgetBurn calls somebody. */
export const BUDGET = 0.001
export const CALLING = 14.4 * BUDGET

/** Share of 5xx. Where nothing ever failed there is no series to divide, and 0 is the truth: hence the second half. */
export const errorRatio = (labels: readonly string[], ...more: readonly string[]): string => {
  const all = sumBy(labels, rate(REQUESTS, ...more))
  return `(${sumBy(labels, rate(REQUESTS, 'status=~"5.."', ...more))} or ${all} * 0) / ${all}`
}
