/** What comes after a message: others hear what is late, and providers are asked what became of the rest. */
import { type FallbackOptions, fallBackLate } from './fallback.ts'
import { createReceipts, type ReceiptsOptions } from './receipts.ts'

export interface FollowUps {
  /** Begins what is due. Gives the next moment at which something is. */
  due(): Promise<number | undefined>
  idle(): Promise<void>
}

export function createFollowUps(options: FallbackOptions & ReceiptsOptions): FollowUps {
  const receipts = createReceipts(options)
  return {
    due: async () => {
      const moments = [await fallBackLate(options), await receipts.askDue()].filter((at) => at !== undefined)
      return moments.length > 0 ? Math.min(...moments) : undefined
    },
    idle: () => receipts.idle(),
  }
}
