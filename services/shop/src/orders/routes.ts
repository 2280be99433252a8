import { isSpanContextValid, type SpanContext, TraceFlags, trace } from '@opentelemetry/api'
import { type Logger, messageOf, metricsHandler } from '@tocsin/kit'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import { answerErrors, methodNotAllowed, notFound } from '../answers.ts'
import type { Catalogue } from '../cache/catalogue.ts'
import type { Database } from '../database.ts'
import { ERROR_STATUS, errorBodyOf, parseInput } from '../errors.ts'
import type { Faults } from '../faults/faults.ts'
import type { ShopMetrics } from '../metrics.ts'
import { checkoutSchema, idSchema, newOrderSchema } from './model.ts'
import { checkout, getOrder, placeOrder } from './orders.ts'

export interface ShopApiOptions {
  readonly faults: Faults
  readonly catalogue: Catalogue
  readonly metrics: ShopMetrics
  readonly logger: Logger
}

type Handler = (request: Request, database: Database, response: Response) => Promise<unknown>

/** What nginx calls a client that went away before the answer. */
const CLIENT_GONE = 499

/** The shop's public API, `/healthz` and `/metrics`. Faults hit the business routes only. */
export function createShopApi({ faults, catalogue, metrics, logger }: ShopApiOptions): Express {
  const api = express()
  api.disable('x-powered-by')
  const json = express.json()
  api.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' })
  })
  api.get('/metrics', metricsHandler(metrics.registry))

  /** One sample per answer, with the route's pattern, so that the number of series stays small. */
  const timed = (route: string): RequestHandler => {
    return (request, response, next) => {
      const startedAt = performance.now()
      const span = trace.getActiveSpan()?.spanContext()
      response.once('close', () => {
        metrics.observe({
          method: knownMethod(request.method),
          route,
          status: response.writableFinished ? response.statusCode : CLIENT_GONE,
          seconds: (performance.now() - startedAt) / 1000,
          traceId: span && isKept(span) ? span.traceId : undefined,
        })
      })
      next()
    }
  }
  const business = (route: string, handler: Handler): RequestHandler => {
    return async (request, response) => {
      const clientGone = new AbortController()
      response.once('close', () => clientGone.abort())
      try {
        const database = await faults.apply(clientGone.signal)
        if (response.closed) return
        response.json(await handler(request, database, response))
      } catch (error) {
        const status = ERROR_STATUS[errorBodyOf(error).error]
        if (status >= 500) {
          // The reason is in the message too: whoever reads only bodies of log records must find pg's words there.
          logger.error({ err: error, method: request.method, route, status }, `request failed: ${messageOf(error)}`)
        }
        throw error
      }
    }
  }

  const id = (request: Request): number => parseInput(idSchema, request.params['id'], 'id')
  api
    .route('/products')
    .all(timed('/products'))
    .get(business('/products', async (_request, database) => ({ products: await catalogue.list(database) })))
    .all(methodNotAllowed('GET'))
  api
    .route('/products/:id')
    .all(timed('/products/:id'))
    .get(business('/products/:id', (request, database) => catalogue.product(database, id(request))))
    .all(methodNotAllowed('GET'))
  api
    .route('/orders')
    .all(timed('/orders'))
    .post(
      json,
      business('/orders', async (request, database, response) => {
        const order = await placeOrder(database, parseInput(newOrderSchema, request.body, 'body'))
        response.status(201).location(`/orders/${order.id}`)
        return order
      }),
    )
    .all(methodNotAllowed('POST'))
  api
    .route('/orders/:id')
    .all(timed('/orders/:id'))
    .get(business('/orders/:id', (request, database) => getOrder(database, id(request))))
    .all(methodNotAllowed('GET'))
  api
    .route('/checkout')
    .all(timed('/checkout'))
    .post(
      json,
      business('/checkout', (request, database) =>
        checkout(database, parseInput(checkoutSchema, request.body, 'body').orderId),
      ),
    )
    .all(methodNotAllowed('POST'))
  api.use(
    timed('unmatched'),
    notFound(
      'GET /products, GET /products/:id, POST /orders, GET /orders/:id, POST /checkout, GET /healthz, GET /metrics',
    ),
  )
  api.use(answerErrors())
  return api
}

/** The exemplar of a trace that nobody kept would lead nowhere. */
function isKept(span: SpanContext): boolean {
  return isSpanContextValid(span) && (span.traceFlags & TraceFlags.SAMPLED) !== 0
}

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

/** Clients may invent methods; labels may not. */
function knownMethod(method: string): string {
  return METHODS.has(method) ? method : 'other'
}
