/** Parts of PromQL that every dashboard uses. */

const SCRAPED = ['job=~"$job"', 'service=~"$service"', 'instance=~"$instance"']

/** The selector of scraped series: what the variables chose, and `more`, e.g. `status=~"5.."`. */
export const chosen = (...more: readonly string[]): string => `{${[...SCRAPED, ...more].join(', ')}}`

/** The selector of series that rules write, which have a service but neither job nor instance. */
export const ofService = (...more: readonly string[]): string => `{${['service=~"$service"', ...more].join(', ')}}`

/** Per second, over the window that suits the scrape interval and the zoom. */
export const rate = (counter: string, ...more: readonly string[]): string =>
  `rate(${counter}${chosen(...more)}[$__rate_interval])`

export const sumBy = (labels: readonly string[], expr: string): string =>
  labels.length === 0 ? `sum(${expr})` : `sum by (${labels.join(', ')}) (${expr})`

/** A quantile of a histogram, over all instances. `histogram` without `_bucket`. */
export const quantile = (q: number, histogram: string, labels: readonly string[], ...more: readonly string[]): string =>
  `histogram_quantile(${q}, ${sumBy(['le', ...labels], rate(`${histogram}_bucket`, ...more))})`

/** Counting nothing gives no series; a person wants to read 0. */
export const orZero = (expr: string): string => `${expr} or vector(0)`

/** Without the NaN that a quantile or a ratio of nothing is, so that a single number can say what its absence means. */
export const known = (expr: string): string => `${expr} >= 0`
