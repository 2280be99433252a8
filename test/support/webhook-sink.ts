/** Takes webhooks, and remembers them. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface WebhookSink {
  readonly url: string
  /** As they came in: `firing A,B` or `resolved A`. */
  readonly heard: readonly string[]
  /** Every byte of each, with the path it went to. */
  readonly raw: readonly { readonly path: string; readonly text: string }[]
  stop(): Promise<void>
}

interface Payload {
  readonly status: string
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[]
}

export async function startWebhookSink(): Promise<WebhookSink> {
  const heard: string[] = []
  const raw: { path: string; text: string }[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString()
      raw.push({ path: request.url ?? '', text })
      const { status, alerts } = JSON.parse(text) as Payload
      heard.push(`${status} ${alerts.map(({ labels }) => labels['alertname']).join(',')}`)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    heard,
    raw,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
