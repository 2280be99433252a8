import { codeOf, messageOf, traceOutgoing } from '@tocsin/kit'
import { Pool } from 'undici'
import { z } from 'zod'
import { type PlannedRequest, planRequest, type Rolls } from './mix.ts'

/** `failed`: no HTTP answer came. `reason` holds no URL and no headers. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'failed'; readonly reason: string }

export interface Target {
  plan(rolls: Rolls): PlannedRequest
  /** Never rejects. Remembers products and orders from the answers, for later plans. */
  send(request: PlannedRequest): Promise<Outcome>
  /** Whether the target's `/healthz` answers 200. */
  ready(): Promise<Outcome>
  /** Cuts what is under way. */
  stop(): Promise<void>
}

const REQUEST_TIMEOUT_MS = 10_000
const MAX_OPEN_ORDERS = 1000

const productsSchema = z.object({ products: z.array(z.object({ id: z.int() })) })
const orderSchema = z.object({ id: z.int() })

export function createTarget(origin: string, options: { connections: number; timeoutMs?: number }): Target {
  const timeoutMs = options.timeoutMs ?? REQUEST_TIMEOUT_MS
  const pool = new Pool(origin, { connections: options.connections, connect: { timeout: timeoutMs } })
  const stopping = new AbortController()
  let productIds: readonly number[] = []
  const openOrderIds: number[] = []

  const learn = (request: PlannedRequest, status: number, body: unknown): void => {
    if (request.route === '/products' && status === 200) {
      const parsed = productsSchema.safeParse(body)
      if (parsed.success) productIds = parsed.data.products.map((product) => product.id)
    } else if (request.route === '/orders' && status === 201) {
      const parsed = orderSchema.safeParse(body)
      if (parsed.success && openOrderIds.length < MAX_OPEN_ORDERS) openOrderIds.push(parsed.data.id)
    }
  }
  const call = async (
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<{ status: number; text: string }> => {
    const response = await pool.request({
      method,
      path,
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(timeoutMs)]),
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.statusCode, text: await response.body.text() }
  }
  return {
    plan(rolls) {
      const planned = planRequest(rolls, { productIds, openOrderId: openOrderIds[0] })
      // Taken at once, so that no second arrival pays the same order.
      if (planned.route === '/checkout') openOrderIds.shift()
      return planned
    },
    async send(request) {
      try {
        const { method, path, route, body } = request
        // Each arrival begins a trace, which the shop goes on with.
        const { status, text } = await traceOutgoing({ method, origin, path, route }, (headers) =>
          call(method, path, body, headers),
        )
        learn(request, status, parseJson(text))
        return { kind: 'answered', status }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    async ready() {
      try {
        const { status } = await call('GET', '/healthz', undefined)
        return { kind: 'answered', status }
      } catch (error) {
        return outcomeOf(error)
      }
    },
    async stop() {
      stopping.abort()
      await pool.destroy()
    },
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const TIMEOUT_CODES = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

function outcomeOf(error: unknown): Outcome {
  const code = codeOf(error)
  if ((error instanceof Error && error.name === 'TimeoutError') || (code && TIMEOUT_CODES.has(code))) {
    return { kind: 'timeout' }
  }
  return { kind: 'failed', reason: code ?? messageOf(error) }
}
