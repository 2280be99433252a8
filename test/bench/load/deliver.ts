/** Sends alerts and receives their webhooks, in one process: both ends are timed by one clock. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { BATCH_SIZE, labelsOf, postable } from '../alerts.ts'
import { percentile } from '../percentile.ts'
import type { DeliverJob, DeliverResult } from './contract.ts'

export interface Sink {
  readonly url: string
  /** Called with each name that a webhook's body holds, as `bench-…`. */
  onGroup: (name: string) => void
}

/** Whatever the format of the message: the group's name is in it, and that is all that is looked for. */
const NAME = /bench-[a-z0-9]+-\d+/

export async function openSink(): Promise<Sink> {
  const sink: Sink & { url: string } = { url: '', onGroup: () => {} }
  const server = createServer((request, response) => {
    void textOf(request).then((text) => {
      const name = NAME.exec(text)?.[0]
      if (name !== undefined) sink.onGroup(name)
      // A ticket has an id; a webhook's answer is not looked at.
      response.writeHead(200, { 'content-type': 'application/json' }).end(`{"id":"${name}"}`)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  sink.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return sink
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

export async function deliver(job: DeliverJob, sink: Sink): Promise<DeliverResult> {
  const { url, run, groups, perSecond } = job
  const pool = new Pool(url, { connections: 8, pipelining: 1 })
  const sentAt = new Map<string, number>()
  const arrivedAt = new Map<string, number>()
  let repeated = 0
  let whole = (): void => {}
  const allArrived = new Promise<void>((resolve) => {
    whole = resolve
  })
  sink.onGroup = (name) => {
    if (!sentAt.has(name)) return
    if (arrivedAt.has(name)) repeated++
    else arrivedAt.set(name, performance.now())
    if (arrivedAt.size === groups) whole()
  }
  const send = async (first: number, size: number): Promise<void> => {
    const now = Date.now()
    const names = Array.from({ length: size }, (_, i) => `bench-${run}-${first + i}`)
    const body = names.map((name, i) =>
      postable({ ...labelsOf(first + i, run), alertname: name }, { startsAt: now, endsAt: now + 240_000 }),
    )
    const at = performance.now()
    for (const name of names) sentAt.set(name, at)
    const headers = { 'content-type': 'application/json' }
    const response = await pool.request({ method: 'POST', path: '/api/v2/alerts', headers, body: `[${body}]` })
    await response.body.dump()
    if (response.statusCode !== 200) throw new Error(`POST /api/v2/alerts answered ${response.statusCode}`)
  }
  const startedAt = performance.now()
  const requests: Promise<void>[] = []
  const step = perSecond === undefined ? BATCH_SIZE : 1
  for (let first = 0; first < groups; first += step) {
    if (perSecond !== undefined) await until(startedAt + (first * 1000) / perSecond)
    requests.push(send(first, Math.min(step, groups - first)))
  }
  try {
    await Promise.all(requests)
    await Promise.race([allArrived, new Promise((resolve) => setTimeout(resolve, job.patienceMs))])
  } finally {
    await pool.destroy()
    sink.onGroup = () => {}
  }
  const took = [...arrivedAt].map(([name, at]) => at - (sentAt.get(name) ?? at))
  const arrivals = [...arrivedAt.values()]
  return {
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    longestMs: Math.max(...took),
    arrived: arrivals.length,
    repeated,
    spreadMs: Math.max(...arrivals) - Math.min(...arrivals),
  }
}

/** Open loop: a slow answer delays no later alert, so that waiting is measured and not hidden. */
async function until(moment: number): Promise<void> {
  for (let left = moment - performance.now(); left > 0; left = moment - performance.now()) {
    await new Promise((resolve) => setTimeout(resolve, left))
  }
}
