/** The same for many numbers, a few at a time, within the time that one delivery may take. */

/** Providers allow few calls at once; with at most 20 numbers these are two rounds. */
const CALLS_AT_ONCE = 10
/** The router takes a delivery for lost after two minutes; what is under way at this time needs up to another half a minute. */
const START_WITHIN_MS = 60_000

export interface EachOptions {
  readonly startWithinMs?: number
}

/** In the order of `items`. `late` gives the result of those that could not be begun in time. */
export async function eachOf<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  late: (item: T) => R,
  { startWithinMs = START_WITHIN_MS }: EachOptions = {},
): Promise<R[]> {
  const begun = performance.now()
  const waiting = [...items.entries()]
  const results: R[] = []
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [index, item] = next
      results[index] = performance.now() - begun > startWithinMs ? late(item) : await work(item)
    }
  }
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker))
  return results
}
