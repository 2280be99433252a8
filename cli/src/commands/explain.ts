/** `tocsin why` and `tocsin history`: the router answers, these print. */
import type { HistoryPage, WhyAnswer } from '../explain/contract.ts'
import { historyLine } from '../explain/history-lines.ts'
import { whyLines } from '../explain/why-lines.ts'
import type { RouterClient } from '../router-client.ts'

export interface ExplainArguments {
  readonly client: RouterClient
  readonly print: (line: string) => void
  readonly timeZone: string
}

/** `filters`: each one matcher, or several in braces. `at` as the router reads it; undefined is now. */
export async function why(
  { client, print, timeZone }: ExplainArguments,
  { filters, at }: { readonly filters: readonly string[]; readonly at: string | undefined },
): Promise<number> {
  const answer = (await client.get('/api/tocsin/why', { filter: filters, at })) as WhyAnswer
  for (const line of whyLines(answer, { timeZone, now: answer.at })) print(line)
  return answer.alerts.length > 0 || answer.wouldGo ? 0 : 1
}

export interface HistoryArguments {
  readonly filters: readonly string[]
  readonly from: string | undefined
  readonly to: string | undefined
  readonly kind: string | undefined
  readonly receiver: string | undefined
  readonly outcome: string | undefined
  readonly limit: number
}

const PAGE = 200

/** Prints newest first, and reads page after page until `limit`. */
export async function history(
  { client, print, timeZone }: ExplainArguments,
  { filters, limit, ...query }: HistoryArguments,
): Promise<number> {
  let left = limit
  let cursor: string | undefined
  do {
    const page = (await client.get('/api/tocsin/history', {
      ...query,
      filter: filters,
      cursor,
      limit: String(Math.min(left, PAGE)),
    })) as HistoryPage
    for (const entry of page.entries) print(historyLine(entry, timeZone))
    left -= page.entries.length
    cursor = page.next
  } while (cursor !== undefined && left > 0)
  return 0
}
