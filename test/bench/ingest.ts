/** How fast alerts are taken in. */
import type { PostResult } from './load/contract.ts'
import type { Loader } from './loader.ts'
import type { Server } from './servers.ts'
import { inTurn, medians, SIDES, withServers } from './sides.ts'
import type { Figure, Size, Target } from './table.ts'

const CONNECTIONS = 8

/** Nobody is told: what is measured is the way in. Grouped as people group. */
const CONFIG = () => `route:
  receiver: nobody
  group_by: [alertname, cluster, service]
receivers:
  - name: nobody
`

export async function ingest(loader: Loader, { quick }: Size): Promise<Figure[]> {
  const few = quick ? 640 : 10_000
  const many = quick ? 1_280 : 100_000
  const rounds = quick ? 1 : 5
  const forMs = quick ? 300 : 4_000
  return [
    ...(await refreshed(loader, { distinct: few, rounds, forMs, target: { kind: 'ratio at least', value: 1.5 } })),
    ...(await refreshed(loader, { distinct: many, rounds, forMs, target: { kind: 'ratio at least', value: 0.75 } })),
    await committed(loader, few, quick ? 1 : 3),
  ]
}

interface Refreshing {
  readonly distinct: number
  readonly rounds: number
  readonly forMs: number
  readonly target: Target
}

/** Firing alerts, repeated again and again, as every Prometheus does each minute. */
async function refreshed(loader: Loader, { distinct, rounds, forMs, target }: Refreshing): Promise<Figure[]> {
  const startsAt = Date.now() - 60_000
  const send = (server: Server, time: number | undefined): Promise<PostResult> =>
    loader.perform({
      kind: 'post',
      ...{ url: server.url, distinct, run: 'refreshed', startsAt, connections: CONNECTIONS, forMs: time },
    })
  return withServers({ config: CONFIG }, async (servers) => {
    // All of them are known, and the code is warm, before anything is timed.
    for (const server of servers) {
      await send(server, undefined)
      await send(server, forMs)
    }
    const results = await inTurn(servers, rounds, async (server) => {
      const cpuBefore = server.cpuSeconds()
      const result = await send(server, forMs)
      return { ...result, cpuMicros: ((server.cpuSeconds() - cpuBefore) * 1e6) / result.alerts }
    })
    const name = `${distinct.toLocaleString('en-US')} alerts`
    return [
      {
        what: `${name} repeated, accepted per second`,
        unit: 'alerts/s',
        ...medians(results, ({ alerts, tookMs }) => (alerts * 1000) / tookMs),
        target,
      },
      { what: '· answer, p99', unit: 'ms', ...medians(results, ({ p99Ms }) => p99Ms), target: { kind: 'none' } },
      {
        what: '· CPU per alert',
        unit: 'µs',
        ...medians(results, ({ cpuMicros }) => cpuMicros),
        target: { kind: 'none' },
      },
      {
        what: '· CPU of the load process, of a core',
        unit: '',
        ...medians(results, ({ loadCpuShare }) => loadCpuShare),
        target: { kind: 'none' },
      },
    ]
  })
}

/** Alerts that nobody has seen yet, on an empty server. */
async function committed(loader: Loader, distinct: number, rounds: number): Promise<Figure> {
  const took: Record<Server['side'], number[]> = { ours: [], theirs: [] }
  for (let round = 0; round < rounds; round++) {
    await withServers({ config: CONFIG }, async (servers) => {
      for (const server of servers) {
        const { tookMs } = await loader.perform({
          kind: 'post',
          ...{
            url: server.url,
            distinct,
            run: `new${round}`,
            startsAt: Date.now(),
            connections: CONNECTIONS,
            forMs: undefined,
          },
        })
        took[server.side].push(tookMs)
      }
    })
  }
  return {
    what: `${distinct.toLocaleString('en-US')} new alerts, all on disk`,
    unit: 'ms',
    ...medians({ ours: took.ours, theirs: SIDES.includes('theirs') ? took.theirs : undefined }, (ms) => ms),
    target: { kind: 'at most', value: 2_000 },
  }
}
