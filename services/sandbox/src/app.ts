import { createServer } from 'node:http'
import { closeServer, createLogger, createStops, type Logger, listen } from '@tocsin/kit'
import type { App } from '@tocsin/kit/run'
import express, { type Express } from 'express'
import { createApi } from './api.ts'
import { createBehaviourRoutes, createBehaviours } from './behaviour/routes.ts'
import { createHeld, type Held } from './calls/held.ts'
import { type Receiver, receive } from './calls/receive.ts'
import type { Config } from './config.ts'
import { answerErrors, methodNotAllowed, RequestError } from './errors.ts'
import { createIds } from './ids.ts'
import { createInbox } from './inbox/inbox.ts'
import { createMailServer } from './mail/server.ts'
import { createMailView } from './mail/view.ts'
import { renderCounters, sandboxMetrics } from './metrics.ts'
import { createPageRoutes, pageFile } from './page/routes.ts'
import { createSmsGateway } from './sms/gateway.ts'
import { createTicketEndpoints } from './tickets/endpoints.ts'
import { createTickets } from './tickets/tickets.ts'
import { createVoiceGateway } from './voice/gateway.ts'
import { createRobots } from './wecom/robots.ts'
import { createApplication } from './wecom-app/application.ts'
import { createCards } from './wecom-app/cards.ts'
import { createPressRoute } from './wecom-app/clicks.ts'
import { SANDBOX_APP } from './wecom-app/settings.ts'

export interface SandboxOptions {
  readonly config: Config
  readonly logger?: Logger
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

const STOP_GRACE_MS = 1000

/** Wires the sandbox. `smtpAddress` is known after `start`, as `address` is. */
export function createApp(options: SandboxOptions): App & { readonly smtpAddress: string } {
  const logger = options.logger ?? createLogger('sandbox')
  const stops = createStops()
  let address = ''
  let smtpAddress = ''
  return {
    async start() {
      const held = createHeld()
      const { http, receiver } = createSandbox(options, { logger, held, smtpAddress: () => smtpAddress })
      const mail = createMailServer(receiver)
      const server = createServer(http)
      stops.add('mail server', () => mail.stop())
      stops.add('server', () => closeServer(server, STOP_GRACE_MS))
      stops.add('held calls', () => held.release())
      // The mail server first: whoever sees the page answer may send mail.
      smtpAddress = await mail.start(options.config.smtpListen)
      address = await listen(server, options.config.listen)
      logger.info(
        { address, smtpAddress },
        'the sandbox plays WeCom (robot and application), SMS, calls, tickets and a mail server; never use it in production',
      )
    },
    stop: () => stops.run(),
    get address() {
      return address
    },
    get smtpAddress() {
      return smtpAddress
    },
  }
}

interface Surroundings {
  readonly logger: Logger
  readonly held: Held
  readonly smtpAddress: () => string
}

function createSandbox(
  { config, now = Date.now }: SandboxOptions,
  { logger, held, smtpAddress }: Surroundings,
): { http: Express; receiver: Receiver } {
  const startedAt = now()
  let revision = 0
  const onChange = (): void => {
    revision++
  }
  const ids = createIds(startedAt)
  const inbox = createInbox({ now, ids, onChange })
  const behaviours = createBehaviours(onChange)
  const robots = createRobots(config.wecomKeys, now)
  const application = { ...SANDBOX_APP, callbackUrl: config.callbackUrl }
  const cards = createCards(onChange)
  const wecomApp = createApplication(application, cards, now)
  const gateway = createSmsGateway(ids)
  const tickets = createTickets(ids)
  const endpoints = createTicketEndpoints(tickets)
  const receiver: Receiver = { now, inbox, behaviours, held, logger }

  const app = express()
  app.disable('x-powered-by')
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok', smtp: smtpAddress() })
  })
  app.get(
    '/metrics',
    sandboxMetrics(() => renderCounters(inbox.counters(), held.count())),
  )
  app.post('/cgi-bin/webhook/send', receive(receiver, robots.endpoint))
  app.get('/cgi-bin/gettoken', wecomApp.token)
  app.post('/cgi-bin/message/send', receive(receiver, wecomApp.send))
  app.post('/cgi-bin/message/update_template_card', receive(receiver, wecomApp.update))
  app.use(createPressRoute(application, cards, now))
  app.post('/sms/send', receive(receiver, gateway.endpoint))
  app.post('/voice/call', receive(receiver, createVoiceGateway(ids)))
  app.post('/tickets', receive(receiver, endpoints.create))
  app.post('/tickets/:id/comments', receive(receiver, endpoints.comment))
  app.post('/tickets/:id/close', receive(receiver, endpoints.close))
  app.use(
    createApi({
      inbox,
      tickets,
      gateway,
      behaviours,
      cards,
      now,
      revision: () => `${startedAt}-${revision}`,
      clear() {
        tickets.clear()
        gateway.clear()
        robots.clear()
        wecomApp.clear()
        inbox.clear()
      },
      ticketPage: pageFile('ticket.html'),
    }),
  )
  app.use(createMailView(inbox))
  app.use(createBehaviourRoutes(behaviours))
  app.use(createPageRoutes())
  app.all(
    [
      '/cgi-bin/webhook/send',
      '/cgi-bin/message/send',
      '/cgi-bin/message/update_template_card',
      '/sms/send',
      '/voice/call',
      '/tickets/:id/comments',
      '/tickets/:id/close',
    ],
    methodNotAllowed('POST'),
  )
  app.use((request) => {
    throw new RequestError(
      'NOT_FOUND',
      `nothing at ${request.path}; the README of services/sandbox lists what there is`,
    )
  })
  app.use(answerErrors((err) => logger.error({ err }, 'the sandbox could not handle a request')))
  return { http: app, receiver }
}
