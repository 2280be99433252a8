/** Waiting for events, never for time: each wait says what it waited for, how long, and how much it was allowed. */

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export interface Measured<T> {
  readonly value: T
  readonly tookMs: number
}

/**
 * Polls until `look` gives something other than undefined. Throws, with the last finding, when the budget is over.
 * Prints measured against budget.
 */
export async function until<T>(
  what: string,
  budgetMs: number,
  look: () => Promise<T | undefined>,
): Promise<Measured<T>> {
  const startedAt = performance.now()
  let last = 'nothing yet'
  for (;;) {
    try {
      const value = await look()
      const tookMs = performance.now() - startedAt
      if (value !== undefined) {
        console.log(`  ${seconds(tookMs)} of ${seconds(budgetMs)}  ${what}`)
        return { value, tookMs }
      }
    } catch (error) {
      last = error instanceof Error ? error.message : String(error)
    }
    if (performance.now() - startedAt > budgetMs) throw new Error(`waited ${seconds(budgetMs)} for: ${what} (${last})`)
    await sleep(50)
  }
}

/** Holds for the whole time, looked at again and again: for what must not happen. */
export async function stays(what: string, forMs: number, look: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now()
  while (performance.now() - startedAt < forMs) {
    if (!(await look())) throw new Error(`did not stay true for ${seconds(forMs)}: ${what}`)
    await sleep(100)
  }
  console.log(`  ${seconds(forMs)} long  ${what}`)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1).padStart(5)} s`
}
