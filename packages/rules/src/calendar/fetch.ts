/** Gets the text of a calendar. Its address is a secret and is in no answer. */

/** The largest calendars of one team in the field have a tenth of it. */
export const MAX_CALENDAR_BYTES = 4 * 1024 * 1024
const TIMEOUT_MS = 15_000
const MAX_REDIRECTS = 5

/** One request without a redirect followed, as `call` of packages/channels makes it. */
export type CalendarGet = (request: {
  readonly method: 'GET'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxAnswerBytes: number
}) => Promise<
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: unknown
    }
  | { readonly kind: 'not-sent' | 'no-answer'; readonly code: string }
>

export type CalendarAnswer =
  | { readonly ok: true; readonly text: string }
  /** Why not, in words that hold no address. */
  | { readonly ok: false; readonly reason: string }

const failed = (reason: string): CalendarAnswer => ({ ok: false, reason })

/** Redirects are followed on the same host, and never from https to http. */
export async function fetchCalendar(url: string, get: CalendarGet): Promise<CalendarAnswer> {
  let address = new URL(url)
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const answer = await get({
      ...{ method: 'GET', url: address.href, headers: { accept: 'text/calendar, */*;q=0.5' } },
      ...{ timeoutMs: TIMEOUT_MS, maxAnswerBytes: MAX_CALENDAR_BYTES + 1 },
    })
    if (answer.kind !== 'answer') return failed(`no answer (${answer.code})`)
    const { status, headers, body } = answer
    if (status === 200) {
      if (typeof body !== 'string') return failed('the answer is no iCalendar text')
      if (Buffer.byteLength(body) > MAX_CALENDAR_BYTES) return failed('the calendar has more than 4 MiB')
      return { ok: true, text: body }
    }
    if (![301, 302, 303, 307, 308].includes(status)) return failed(`HTTP ${status}`)
    const { location } = headers
    const next = location ? URL.parse(location, address) : null
    if (!next || !/^https?:$/.test(next.protocol)) return failed(`HTTP ${status} without an address to go to`)
    if (next.hostname !== address.hostname) return failed('it points to another host, which is not followed')
    if (address.protocol === 'https:' && next.protocol === 'http:') return failed('it points from https to http')
    address = next
  }
  return failed(`it points elsewhere more than ${MAX_REDIRECTS} times`)
}
