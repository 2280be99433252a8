/** What a person or a sender would do with curl. */
import type { DeliveryView, GroupView, Overview, TicketView } from '../../services/router/src/console/contract.ts'

export interface InboxMessage {
  readonly id: string
  readonly channel: string
  readonly receivedAt: number
  readonly status: 'accepted' | 'refused' | 'unanswered'
  readonly title: string
  readonly text: string
  readonly idempotencyKey: string | null
  readonly answered: boolean
  readonly action?: 'create' | 'comment' | 'close' | 'update'
  readonly ticketId?: string
  /** Of a card of the WeCom application. */
  readonly taskId?: string
  readonly target: string
  /** Of a mail: the Message-ID of the first mail of its thread. */
  readonly threadId?: string
}

async function call<T>(method: string, url: string, body?: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`)
  return (text ? JSON.parse(text) : undefined) as T
}

export const getJson = <T>(url: string): Promise<T> => call('GET', url)
export const putJson = (url: string, body: unknown): Promise<unknown> => call('PUT', url, body)
export const remove = (url: string): Promise<unknown> => call('DELETE', url)
const postJson = (url: string, body: unknown): Promise<unknown> => call('POST', url, body)

export type Channel = 'wecom' | 'wecom-app' | 'sms' | 'ticket' | 'email'

/** The receiving end: what it says is the verdict, never the router's word. Oldest first. */
export function sandboxClient(url: string) {
  const messages = async (channel: Channel): Promise<InboxMessage[]> =>
    (await getJson<InboxMessage[]>(`${url}/api/messages?channel=${channel}`)).reverse()
  return {
    messages,
    accepted: async (channel: Channel): Promise<InboxMessage[]> =>
      (await messages(channel)).filter((message) => message.status === 'accepted'),
    behave: (channel: Channel, behaviour: { mode: string; errcode?: number; times?: number }) =>
      putJson(`${url}/behaviour/${channel}`, behaviour),
    counters: () =>
      getJson<Record<Channel, { received: number; accepted: number; refused: number; duplicates: number }>>(
        `${url}/api/counters`,
      ),
    ticket: (id: string) => getJson<{ status: string }>(`${url}/tickets/${id}`),
    /** HOST:PORT of its mail server. */
    smarthost: async () => (await getJson<{ smtp: string }>(`${url}/healthz`)).smtp,
    clear: () => remove(`${url}/api/messages`),
  }
}

export interface SentAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly startsAt?: string
  readonly endsAt?: string
}

export function routerClient(url: string) {
  return {
    post: (alerts: readonly SentAlert[]) => postJson(`${url}/api/v2/alerts`, alerts),
    alerts: () => getJson<{ labels: Record<string, string>; generatorURL?: string }[]>(`${url}/api/v2/alerts`),
    /** OTLP/HTTP, as JSON. */
    postLogs: (request: unknown) => postJson(`${url}/v1/logs`, request),
    deliveries: () => getJson<DeliveryView[]>(`${url}/console/api/deliveries`),
    acknowledge: (group: number, by: string) => call('POST', `${url}/api/tocsin/groups/${group}/acknowledge`, { by }),
    groups: () => getJson<GroupView[]>(`${url}/console/api/groups`),
    tickets: () => getJson<TicketView[]>(`${url}/console/api/tickets`),
    overview: () => getJson<Overview>(`${url}/console/api/overview`),
    /** The routes and receivers in force, as text. */
    config: async () => (await getJson<{ config: { original: string } }>(`${url}/api/v2/status`)).config.original,
    /** One OTLP log record, as a service sends it. */
    log: (service: string, severityText: string, body: string) =>
      postJson(`${url}/v1/logs`, {
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: service } }] },
            scopeLogs: [
              {
                logRecords: [{ timeUnixNano: `${Date.now()}000000`, severityText, body: { stringValue: body } }],
              },
            ],
          },
        ],
      }),
  }
}

/** What Prometheus evaluates: alert name → expression. */
export async function alertsInForce(prometheusUrl: string): Promise<ReadonlyMap<string, string>> {
  type Groups = { data: { groups: readonly { rules: readonly { name: string; query: string }[] }[] } }
  const { data } = await getJson<Groups>(`${prometheusUrl}/api/v1/rules?type=alert`)
  return new Map(data.groups.flatMap(({ rules }) => rules.map(({ name, query }) => [name, query] as const)))
}

/** The value of the first series whose name and labels begin so, e.g. `tocsin_rules_refused`. */
export async function metricOf(url: string, series: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const line = text.split('\n').find((one) => one.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length))
}

/** RFC 3339, so many milliseconds from now. */
export const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString()
