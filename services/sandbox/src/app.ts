import { createServer } from 'node:http'
import { closeServer, createLogger, createStops, type Logger, listen } from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import express, { type Express } from 'express'
import { createApi } from './api.ts'
import { createBehaviourRoutes, createBehaviours } from './behaviour/routes.ts'
import { createHeld, type Held } from './calls/held.ts'
import { receive } from './calls/receive.ts'
import type { Config } from './config.ts'
import { answerErrors, methodNotAllowed, RequestError } from './errors.ts'
import { createIds } from './ids.ts'
import { createInbox } from './inbox/inbox.ts'
import { renderCounters, sandboxMetrics } from './metrics.ts'
import { createPageRoutes, pageFile } from './page/routes.ts'
import { createSmsGateway } from './sms/gateway.ts'
import { createTicketEndpoints } from './tickets/endpoints.ts'
import { createTickets } from './tickets/tickets.ts'
import { createRobots } from './wecom/robots.ts'

export interface SandboxOptions {
  readonly config: Config
  readonly logger?: Logger
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

const STOP_GRACE_MS = 1000

/** Wires the sandbox. */
export function createApp(options: SandboxOptions): App {
  const logger = options.logger ?? createLogger('sandbox')
  const stops = createStops()
  let address = ''
  return {
    async start() {
      const held = createHeld()
      const server = createServer(createSandbox(options, logger, held))
      stops.add('server', () => closeServer(server, STOP_GRACE_MS))
      stops.add('held calls', () => held.release())
      address = await listen(server, options.config.listen)
      logger.info({ address }, 'the sandbox plays WeCom, SMS and tickets; never use it in production')
    },
    stop: () => stops.run(),
    get address() {
      return address
    },
  }
}

function createSandbox({ config, now = Date.now }: SandboxOptions, logger: Logger, held: Held): Express {
  const startedAt = now()
  let revision = 0
  const onChange = (): void => {
    revision++
  }
  const ids = createIds(startedAt)
  const inbox = createInbox({ now, ids, onChange })
  const behaviours = createBehaviours(onChange)
  const robots = createRobots(config.wecomKeys, now)
  const gateway = createSmsGateway(ids)
  const tickets = createTickets(ids)
  const endpoints = createTicketEndpoints(tickets)
  const receiver = { now, inbox, behaviours, held, logger }

  const app = express()
  app.disable('x-powered-by')
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  app.get(
    '/metrics',
    sandboxMetrics(() => renderCounters(inbox.counters(), held.count())),
  )
  app.post('/cgi-bin/webhook/send', receive(receiver, robots.endpoint))
  app.post('/sms/send', receive(receiver, gateway.endpoint))
  app.post('/tickets', receive(receiver, endpoints.create))
  app.post('/tickets/:id/comments', receive(receiver, endpoints.comment))
  app.post('/tickets/:id/close', receive(receiver, endpoints.close))
  app.use(
    createApi({
      inbox,
      tickets,
      gateway,
      behaviours,
      now,
      revision: () => `${startedAt}-${revision}`,
      clear() {
        tickets.clear()
        gateway.clear()
        robots.clear()
        inbox.clear()
      },
      ticketPage: pageFile('ticket.html'),
    }),
  )
  app.use(createBehaviourRoutes(behaviours))
  app.use(createPageRoutes())
  app.all(
    ['/cgi-bin/webhook/send', '/sms/send', '/tickets/:id/comments', '/tickets/:id/close'],
    methodNotAllowed('POST'),
  )
  app.use((request) => {
    throw new RequestError(
      'NOT_FOUND',
      `nothing at ${request.path}; the README of services/sandbox lists what there is`,
    )
  })
  app.use(answerErrors((err) => logger.error({ err }, 'the sandbox could not handle a request')))
  return app
}
