/** One call for each number, with values as long as the provider takes them: what it refuses as too long is cut, once. */
import type { Outcome } from '../contract.ts'
import { eachOf } from './each.ts'
import type { Given, Told } from './line.ts'

export interface Attempt {
  readonly told: Told
  /** Refused for its length: this long it may be. */
  readonly allowed: number | undefined
}

const LATE: Outcome = { kind: 'retry', code: 'NOT TRIED', reason: 'too many slow calls before it; nothing was sent' }

/** One call: `key` is the notification's, `max` what a value of the template may have. */
export interface OneNumber {
  readonly recipient: string
  readonly key: string
  readonly now: number
  readonly max: number
}

export async function sendEach(
  recipients: readonly string[],
  max: number,
  attempt: (recipient: string, max: number) => Promise<Attempt>,
): Promise<Given> {
  let learned: number | undefined
  const told = await eachOf(
    recipients,
    async (recipient): Promise<Told> => {
      const first = await attempt(recipient, learned ?? max)
      if (first.allowed === undefined) return first.told
      learned = first.allowed
      return (await attempt(recipient, first.allowed)).told
    },
    (recipient) => ({ recipient, outcome: LATE }),
  )
  return { told, ...(learned === undefined ? {} : { paramLength: learned }) }
}
