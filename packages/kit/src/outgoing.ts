import { context, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { codeOf } from './errors.ts'

export interface OutgoingRequest {
  readonly method: string
  /** Scheme, host and port, without user and password. */
  readonly origin: string
  readonly path: string
  /** The path with names for its variable parts, e.g. `/products/:id`: few, because it names the span. */
  readonly route: string
}

/**
 * One HTTP request as a client span, for clients that no instrumentation knows. `send` gets the headers that carry the
 * trace on. A status from 400 and a rejection are errors of the span; the rejection goes on to the caller.
 */
export async function traceOutgoing<T extends { readonly status: number }>(
  request: OutgoingRequest,
  send: (headers: Readonly<Record<string, string>>) => Promise<T>,
): Promise<T> {
  const { method, origin, path, route } = request
  const { hostname, port, protocol } = new URL(origin)
  const span = trace.getTracer('@tocsin/kit').startSpan(`${method} ${route}`, {
    kind: SpanKind.CLIENT,
    attributes: {
      'http.request.method': method,
      'url.full': `${origin}${path}`,
      'url.template': route,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    },
  })
  const inSpan = trace.setSpan(context.active(), span)
  const headers: Record<string, string> = {}
  propagation.inject(inSpan, headers)
  try {
    const answer = await context.with(inSpan, () => send(headers))
    span.setAttribute('http.response.status_code', answer.status)
    if (answer.status >= 400) {
      span.setAttribute('error.type', String(answer.status)).setStatus({ code: SpanStatusCode.ERROR })
    }
    return answer
  } catch (error) {
    const type = codeOf(error) ?? (error instanceof Error ? error.name : 'unknown')
    span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}
