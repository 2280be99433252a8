/** `status.json` in the folder in force: what the rules service says of the last edit, read by the router's console. */
import { z } from 'zod'

export const STATUS_FILE = 'status.json'

const problem = z.object({
  file: z.string(),
  line: z.number(),
  column: z.number(),
  path: z.string(),
  message: z.string(),
})

const status = z.discriminatedUnion('state', [
  z.object({ state: z.literal('in-force'), since: z.number() }),
  z.object({ state: z.literal('refused'), since: z.number(), problems: z.array(problem) }),
])

/** `since` is in milliseconds since the epoch: of the copies in force, or of the first refusal since they were whole. */
export type RulesStatus = z.output<typeof status>

/** Undefined for a text that is no status. */
export function parseRulesStatus(text: string): RulesStatus | undefined {
  try {
    return status.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}
