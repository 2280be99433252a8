import { answer, type Seen } from '../../testing/provider.ts'
import { at, type FakeTicket, parsed, type Tracker } from './tracker.ts'

interface WebhookTicket extends FakeTicket {
  readonly key: string
}

/** An adapter as docs/channels/ticket.md wants it. */
export function fakeWebhook(): Tracker<WebhookTicket> {
  const tickets: WebhookTicket[] = []
  const clock = { now: 0 }
  const url = (id: string) => `https://t.example/${id}`
  return {
    tickets,
    clock,
    handle({ method, path, body }: Seen) {
      const { parts, query } = parsed(path)
      const [, id, verb] = parts
      if (method === 'GET') {
        const found = tickets.filter(({ key }) => key === query.get('key'))
        return answer(
          200,
          found.map((one) => ({ id: one.id, url: url(one.id), status: one.open ? 'open' : 'closed' })),
        )
      }
      if (id === undefined) {
        const made = {
          id: `T-${tickets.length + 1}`,
          key: String(at(body, 'key')),
          open: true,
          notes: [at(body, 'body')],
          createdAt: clock.now,
        }
        tickets.push(made)
        return answer(201, { id: made.id, url: url(made.id) })
      }
      const ticket = tickets.find((one) => one.id === id)
      if (!ticket) return answer(404)
      ticket.notes.push(at(body, 'body'))
      if (verb !== 'comments') ticket.open = verb === 'reopen'
      return answer(200, {})
    },
  }
}
