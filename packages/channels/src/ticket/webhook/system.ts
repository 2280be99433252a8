/** The generic system: JSON in, JSON out. docs/channels/ticket.md says what an adapter must answer. */

import type { Finding } from '../../contract.ts'
import type { Answer } from '../../http.ts'
import { fieldOf, headerSecrets } from '../../outcome.ts'
import { linkTarget } from '../../text/text.ts'
import { type Client, createClient } from '../calls.ts'
import type { Document } from '../document.ts'
import type { ApiResult, CallContext, Moved, Standing, Ticket, TicketSystem } from '../port.ts'
import { toMarkdown } from '../text/markdown.ts'
import type { WebhookTickets } from './config.ts'

/** Jira takes 32,767 characters, GitHub 65,536. */
export const MAX_BODY = 30_000

export function webhookSystem(settings: WebhookTickets, timeoutMs: number, context: CallContext): TicketSystem {
  const { url, headers } = settings
  const client = createClient({
    ...{ context, base: url, headers, timeoutMs, secrets: headerSecrets(headers) },
    said: ({ body }) => String(fieldOf(body, 'message') ?? fieldOf(body, 'error') ?? ''),
  })
  const onTicket = async <T>(id: string, verb: string, note: Document | undefined, value: T): Promise<ApiResult<T>> => {
    const body = note ? { body: toMarkdown(note, MAX_BODY) } : {}
    const path = `/${encodeURIComponent(id)}/${verb}`
    return client.result(await client.ask({ method: 'POST', path, body }), () => value)
  }
  const moved: Moved = { mark: '', why: '' }
  return {
    // An adapter must know a ticket from the moment it exists.
    searchLagMs: 0,
    find: (key) => find(client, key),
    async create({ title, body, labels, key }) {
      const sent = { title, body: toMarkdown(body, MAX_BODY), labels, key }
      const result = await client.ask({ method: 'POST', path: '', body: sent })
      return client.result(result, (answer) => {
        const made = ticketIn(answer.body)
        return made && { ...made, mark: '' }
      })
    },
    comment: (id, note) => onTicket<true>(id, 'comments', note, true),
    close: (id, note) => onTicket(id, 'close', note, moved),
    reopen: (id, note) => onTicket(id, 'reopen', note, moved),
    verify: () => verify(client),
  }
}

async function find(client: Client, key: string): Promise<ApiResult<(Ticket & Standing) | undefined>> {
  const result = await client.ask({ method: 'GET', path: `?key=${encodeURIComponent(key)}` })
  const listed = client.asked(result, foundIn)
  return listed.kind === 'done' ? { ...listed, value: best(listed.value) } : listed
}

function foundIn({ body }: Answer): (Ticket & Standing)[] | undefined {
  if (!Array.isArray(body)) return undefined
  return body.flatMap((entry: unknown) => {
    const ticket = ticketIn(entry)
    const closed = fieldOf(entry, 'status') === 'closed'
    return ticket ? [{ ...ticket, closed, wontFix: false, mark: '' }] : []
  })
}

function best(found: readonly (Ticket & Standing)[]): (Ticket & Standing) | undefined {
  return found.find((ticket) => !ticket.closed) ?? found.at(-1)
}

/** A search for a key that no ticket has. */
async function verify(client: Client): Promise<Finding[]> {
  const found = await find(client, '0'.repeat(40))
  if (found.kind === 'done') return [{ kind: 'good', subject: 'search', text: 'the search by key answers' }]
  const text = found.kind === 'gone' ? `${found.code}: there is no ticket system at this address` : found.outcome.reason
  return [{ kind: 'problem', subject: 'search', text: text ?? found.kind }]
}

function ticketIn(value: unknown): Ticket | undefined {
  const id = fieldOf(value, 'id')
  if ((typeof id !== 'string' && typeof id !== 'number') || !/^.{1,200}$/.test(String(id))) return undefined
  const url = fieldOf(value, 'url')
  return { id: String(id), url: (typeof url === 'string' ? linkTarget(url) : undefined) ?? '' }
}
