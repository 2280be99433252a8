import { type RequestHandler, Router } from 'express'
import type { Behaviours } from './behaviour/routes.ts'
import { methodNotAllowed, RequestError } from './errors.ts'
import type { Inbox } from './inbox/inbox.ts'
import { CHANNELS, channelOf } from './model.ts'
import type { SmsGateway } from './sms/gateway.ts'
import { ticketUrl } from './tickets/endpoints.ts'
import type { Ticket, Tickets } from './tickets/tickets.ts'
import type { Cards } from './wecom-app/cards.ts'

export interface ApiOptions {
  readonly inbox: Inbox
  readonly tickets: Tickets
  readonly gateway: SmsGateway
  readonly behaviours: Behaviours
  readonly cards: Pick<Cards, 'list'>
  readonly now: () => number
  /** Changes whenever anything that the page shows does. */
  readonly revision: () => string
  readonly clear: () => void
  /** Answers a browser that opens a ticket. */
  readonly ticketPage: RequestHandler
}

/** How many of each kind the page gets. */
const PAGE_ITEMS = 60

/** What can be read: the inbox, counters, receipts, tickets. */
export function createApi(options: ApiOptions): Router {
  const { inbox, tickets } = options
  const router = Router()
  router
    .route('/api/messages')
    .get((request, response) => {
      const name = request.query['channel']
      const channel = channelOf(name)
      if (name !== undefined && !channel) {
        throw new RequestError(
          'INVALID_REQUEST',
          `channel: ${JSON.stringify(name)} is none; allowed: ${CHANNELS.join(', ')}`,
        )
      }
      response.json(inbox.list(channel))
    })
    .delete((_request, response) => {
      options.clear()
      response.status(204).end()
    })
    .all(methodNotAllowed('GET, DELETE'))
  router.get('/api/counters', (_request, response) => {
    response.json(inbox.counters())
  })
  router.get('/api/inbox', (request, response) => {
    const etag = `"${options.revision()}"`
    response.set({ ETag: etag, 'Cache-Control': 'no-cache' })
    if (request.get('if-none-match') === etag) {
      response.status(304).end()
      return
    }
    response.json({
      counters: inbox.counters(),
      behaviour: options.behaviours.all(),
      messages: CHANNELS.flatMap((channel) => inbox.list(channel).slice(0, PAGE_ITEMS)),
      tickets: tickets.list().slice(0, PAGE_ITEMS),
      cards: options.cards.list(),
    })
  })
  router.get('/sms/receipts/:messageId', (request, response) => {
    const receipt = options.gateway.receipt(request.params.messageId, options.now())
    if (!receipt) throw new RequestError('NOT_FOUND', `there is no message ${request.params.messageId}`)
    response.json(receipt)
  })
  router.get('/tickets', (request, response) => {
    const { key } = request.query
    if (typeof key !== 'string' || key === '')
      throw new RequestError('INVALID_REQUEST', 'key: say which, /tickets?key=KEY')
    response.json(tickets.find(key).map(({ id, status }) => ({ id, url: ticketUrl(request.headers.host, id), status })))
  })
  router.get('/tickets/:id', (request, response, next) => {
    response.vary('Accept')
    const ticket: Ticket | undefined = tickets.get(request.params.id)
    if (request.accepts(['json', 'html']) === 'html') {
      response.status(ticket ? 200 : 404)
      options.ticketPage(request, response, next)
      return
    }
    if (!ticket) throw new RequestError('NOT_FOUND', `there is no ticket ${request.params.id}`)
    response.set('Cache-Control', 'no-store').json({ ...ticket, url: ticketUrl(request.headers.host, ticket.id) })
  })
  return router
}
