import type { Ids } from '../ids.ts'

interface Comment {
  readonly at: number
  readonly text: string
}

/** Times are milliseconds since the epoch. */
export interface Ticket {
  readonly id: string
  readonly title: string
  readonly body: string
  /** `name` or `name=value`. */
  readonly labels: readonly string[]
  /** The caller's own key, to find the ticket again. Not unique: as in real trackers, nothing keeps two from having it. */
  readonly key: string | null
  readonly status: 'open' | 'closed'
  readonly createdAt: number
  readonly closedAt: number | null
  /** Oldest first; the oldest are dropped above 100. */
  readonly comments: readonly Comment[]
  /** Also counts those that were dropped. */
  readonly commentCount: number
}

export type NewTicket = Pick<Ticket, 'title' | 'body' | 'labels' | 'key'>

export interface Tickets {
  create(fields: NewTicket, now: number): Ticket
  /** These two give undefined for a ticket that does not exist. A closed one can still be commented, and closed again. */
  comment(id: string, text: string, now: number): Ticket | undefined
  close(id: string, text: string | undefined, now: number): Ticket | undefined
  get(id: string): Ticket | undefined
  /** Newest first. */
  find(key: string): readonly Ticket[]
  /** Newest first. */
  list(): readonly Ticket[]
  clear(): void
}

const MAX_COMMENTS = 100
const MAX_TICKETS = 1000
const MAX_CHARACTERS = 16_000_000

/** In memory; the oldest tickets are forgotten above 1000, or above 16 million characters in all. */
export function createTickets(ids: Ids): Tickets {
  const tickets = new Map<string, Ticket>()
  let characters = 0

  const put = (ticket: Ticket): Ticket => {
    characters += sizeOf(ticket) - sizeOf(tickets.get(ticket.id))
    tickets.set(ticket.id, ticket)
    for (const oldest of tickets.values()) {
      if (tickets.size === 1 || (tickets.size <= MAX_TICKETS && characters <= MAX_CHARACTERS)) break
      characters -= sizeOf(oldest)
      tickets.delete(oldest.id)
    }
    return ticket
  }
  const newestFirst = (): Ticket[] => [...tickets.values()].reverse()

  return {
    create: (fields, now) =>
      put({
        ...fields,
        id: ids('T'),
        status: 'open',
        createdAt: now,
        closedAt: null,
        comments: [],
        commentCount: 0,
      }),
    comment(id, text, now) {
      const ticket = tickets.get(id)
      return ticket && put(withComment(ticket, text, now))
    },
    close(id, text, now) {
      const ticket = tickets.get(id)
      if (!ticket) return undefined
      const told = text === undefined ? ticket : withComment(ticket, text, now)
      return put({ ...told, status: 'closed', closedAt: ticket.closedAt ?? now })
    },
    get: (id) => tickets.get(id),
    find: (key) => newestFirst().filter((ticket) => ticket.key === key),
    list: newestFirst,
    clear() {
      tickets.clear()
      characters = 0
    },
  }
}

function withComment(ticket: Ticket, text: string, at: number): Ticket {
  const comments = [...ticket.comments, { at, text }].slice(-MAX_COMMENTS)
  return { ...ticket, comments, commentCount: ticket.commentCount + 1 }
}

function sizeOf(ticket: Ticket | undefined): number {
  if (!ticket) return 0
  const texts = [ticket.title, ticket.body, ...ticket.labels, ...ticket.comments.map((comment) => comment.text)]
  return texts.reduce((sum, text) => sum + text.length, 200)
}
