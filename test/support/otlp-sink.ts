/** A collector's place: takes OTLP/HTTP JSON as our services send it, remembers it, and can send logs on. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

type Attributes = Readonly<Record<string, unknown>>

export interface SinkSpan {
  readonly service: string
  readonly resource: Attributes
  readonly name: string
  /** As OTLP numbers them: 2 server, 3 client. */
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string
  readonly attributes: Attributes
}

interface SinkLog {
  readonly service: string
  readonly resource: Attributes
  readonly body: string
  readonly severity: string
  readonly traceId: string
}

export interface OtlpSink {
  readonly tracesUrl: string
  readonly logsUrl: string
  readonly spans: readonly SinkSpan[]
  readonly logs: readonly SinkLog[]
  /** Every body as it came, to search for what must not be in it. */
  readonly raw: readonly string[]
  /** From now on, the bodies of logs go there too, whoever sent them. */
  forwardLogsTo(url: string): void
  close(): void
}

interface KeyValue {
  readonly key: string
  readonly value: Readonly<Record<string, unknown>>
}
interface RawSpan {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly attributes: readonly KeyValue[]
}
interface RawLog {
  readonly body: { readonly stringValue?: string }
  readonly severityText?: string
  readonly traceId?: string
}
interface Body {
  readonly resourceSpans?: readonly { resource: Resource; scopeSpans: readonly { spans: readonly RawSpan[] }[] }[]
  readonly resourceLogs?: readonly { resource: Resource; scopeLogs: readonly { logRecords: readonly RawLog[] }[] }[]
}
interface Resource {
  readonly attributes: readonly KeyValue[]
}

export async function startOtlpSink(): Promise<OtlpSink> {
  const [spans, logs, raw]: [SinkSpan[], SinkLog[], string[]] = [[], [], []]
  let forwardTo: string | undefined

  const take = ({ resourceSpans = [], resourceLogs = [] }: Body): void => {
    for (const { resource, scopeSpans } of resourceSpans) {
      const facts = factsOf(resource)
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({ ...span, ...facts, parentSpanId: span.parentSpanId ?? '', attributes: plain(span.attributes) })
      }
    }
    for (const { resource, scopeLogs } of resourceLogs) {
      const facts = factsOf(resource)
      for (const { body, severityText = '', traceId = '' } of scopeLogs.flatMap((scope) => scope.logRecords)) {
        logs.push({ ...facts, body: body.stringValue ?? '', severity: severityText, traceId })
      }
    }
  }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      raw.push(text)
      take(JSON.parse(text) as Body)
      if (forwardTo && request.url === '/v1/logs') {
        const headers = { 'content-type': 'application/json' }
        fetch(forwardTo, { method: 'POST', body: text, headers }).catch(() => undefined)
      }
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ tracesUrl: `${url}/v1/traces`, logsUrl: `${url}/v1/logs`, spans, logs, raw },
    forwardLogsTo: (to) => {
      forwardTo = to
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function factsOf({ attributes }: Resource): { readonly service: string; readonly resource: Attributes } {
  const resource = plain(attributes)
  return { service: String(resource['service.name']), resource }
}

/** Strings, numbers and the like; of an int64 its text. */
function plain(attributes: readonly KeyValue[]): Attributes {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))
}
