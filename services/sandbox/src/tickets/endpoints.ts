import { z } from 'zod'
import { type Fields, readFields, textField } from '../calls/fields.ts'
import type { Answer, Call, Endpoint, Judged } from '../calls/receive.ts'
import type { About } from '../model.ts'
import type { NewTicket, Ticket, Tickets } from './tickets.ts'

const filled = (max: number) =>
  z
    .string('must be a string')
    .refine((text) => text.trim() !== '', 'must not be empty')
    .refine((text) => text.length <= max, `may have up to ${max} characters`)

const LABEL = z.string('must be a string').max(300, 'may have up to 300 characters')

const CREATE = z.object({
  title: filled(255),
  body: z.string('must be a string').max(65_536, 'may have up to 65536 characters').default(''),
  labels: z
    .union([z.array(LABEL).max(50), z.record(z.string(), LABEL)], 'must be up to 50 strings, or an object of strings')
    .default([]),
  key: filled(256).optional(),
})
const COMMENT = z.object({ body: filled(65_536) })
const CLOSE = z.object({ body: filled(65_536).optional() })

/** `POST /tickets`, `POST /tickets/:id/comments`, `POST /tickets/:id/close`. */
export interface TicketEndpoints {
  readonly create: Endpoint
  readonly comment: Endpoint
  readonly close: Endpoint
}

export function createTicketEndpoints(tickets: Tickets): TicketEndpoints {
  const endpoint = (judge: (call: Call) => Judged): Endpoint => ({
    channel: 'ticket',
    judge,
    errcodeAnswer: (behaviour) => ({
      status: 200,
      body: { code: 'code' in behaviour ? behaviour.code : 'REFUSED', message: 'behaviour of the sandbox: errcode' },
    }),
  })
  return {
    create: endpoint((call) => judgeCreate(tickets, call)),
    comment: endpoint((call) =>
      judgeChange(tickets, call, 'comment', readFields(COMMENT, call.body), ({ id, text, now, url }) => {
        tickets.comment(id, text ?? '', now)
        return { status: 201, body: { id, url } }
      }),
    ),
    close: endpoint((call) => {
      // A close may come without a body.
      const empty = !call.body.ok && call.body.text.trim() === ''
      const body = empty ? { ok: true as const, value: {} } : call.body
      return judgeChange(tickets, { ...call, body }, 'close', readFields(CLOSE, body), ({ id, text, now, url }) => {
        tickets.close(id, text, now)
        return { status: 200, body: { id, url, status: 'closed' } }
      })
    }),
  }
}

/** Where a ticket is seen, by the name under which the caller reached the sandbox. */
export function ticketUrl(host: string | undefined, id: string): string {
  return `http://${host ?? '127.0.0.1'}/tickets/${encodeURIComponent(id)}`
}

function judgeCreate(tickets: Tickets, { request, body, now }: Call): Judged {
  const about: About = {
    title: textField(body, 'title'),
    text: textField(body, 'body'),
    target: textField(body, 'key'),
    action: 'create',
  }
  const fields = readFields(CREATE, body)
  if (!fields.ok) return refuse(about, fields.status, fields.problem)
  const { title, labels, key = null } = fields.value
  const ticket: NewTicket = {
    title,
    body: fields.value.body,
    key,
    labels: Array.isArray(labels) ? labels : Object.entries(labels).map(([name, value]) => `${name}=${value}`),
  }
  const accept = () => {
    const { id } = tickets.create(ticket, now)
    const answer = { status: 201, body: { id, url: ticketUrl(request.headers.host, id) } }
    return { answer, about: { ticketId: id } }
  }
  return { about, verdict: { kind: 'accept', accept } }
}

interface Change {
  readonly id: string
  readonly text: string | undefined
  readonly now: number
  readonly url: string
}

function judgeChange(
  tickets: Tickets,
  call: Call,
  action: 'comment' | 'close',
  fields: Fields<{ body?: string | undefined }>,
  change: (change: Change) => Answer,
): Judged {
  const id = String(call.request.params['id'])
  const ticket: Ticket | undefined = tickets.get(id)
  const about: About = {
    title: ticket?.title ?? '',
    text: textField(call.body, 'body'),
    target: ticket?.key ?? '',
    action,
    ticketId: id,
  }
  if (!ticket) return refuse(about, 404, `there is no ticket ${id}`)
  if (!fields.ok) return refuse(about, fields.status, fields.problem)
  const text = fields.value.body
  const url = ticketUrl(call.request.headers.host, id)
  return { about, verdict: { kind: 'accept', accept: () => ({ answer: change({ id, text, now: call.now, url }) }) } }
}

const CODES = { 400: 'INVALID_REQUEST', 404: 'NOT_FOUND', 422: 'INVALID_FIELDS' } as const

function refuse(about: About, status: keyof typeof CODES, problem: string): Judged {
  const answer = { status, body: { error: CODES[status], message: problem } }
  return { about, verdict: { kind: 'refuse', reason: `HTTP ${status}: ${problem}`, answer } }
}
