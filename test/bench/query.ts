/** How fast the active alerts can be read, and what that costs the reader's neighbours. */
import type { ProbeResult, ReadResult } from './load/contract.ts'
import { type Loader, startLoader } from './loader.ts'
import type { Server } from './servers.ts'
import { type BySide, inTurn, medians, withServers } from './sides.ts'
import type { Figure, Size } from './table.ts'

const CONFIG = () => `route:
  receiver: nobody
  group_by: [alertname, cluster, service]
receivers:
  - name: nobody
`

export async function query(loader: Loader, { quick }: Size): Promise<Figure[]> {
  return [...(await few(loader, quick)), ...(await many(loader, quick))]
}

async function fill(loader: Loader, server: Server, distinct: number): Promise<void> {
  await loader.perform({
    kind: 'post',
    ...{ url: server.url, distinct, run: 'active', startsAt: Date.now() - 1_000, connections: 8, forMs: undefined },
  })
}

async function few(loader: Loader, quick: boolean): Promise<Figure[]> {
  const distinct = quick ? 500 : 10_000
  return withServers({ config: CONFIG }, async (servers) => {
    for (const server of servers) await fill(loader, server, distinct)
    const read = (server: Server, times: number) => loader.perform({ kind: 'read', url: server.url, times })
    // Warm on both sides: a single reader, as the console or a dashboard is one.
    await inTurn(servers, 1, (server) => read(server, quick ? 1 : 5))
    const reads = await inTurn(servers, quick ? 1 : 5, (server) => read(server, quick ? 2 : 20))
    const name = `GET /api/v2/alerts, ${distinct.toLocaleString('en-US')} active`
    return [
      figure(`${name}, p50`, reads, ({ p50Ms }) => p50Ms, { kind: 'ratio at most', value: 1 }),
      figure(`${name}, p95`, reads, ({ p95Ms }) => p95Ms, { kind: 'ratio at most', value: 1 }),
      {
        ...{ what: '· size of the answer', unit: 'MB', ...medians(reads, ({ bytes }) => bytes / 1e6) },
        target: { kind: 'none' },
      },
    ]
  })
}

async function many(loader: Loader, quick: boolean): Promise<Figure[]> {
  const distinct = quick ? 1_000 : 100_000
  const neighbour = await startLoader()
  try {
    return await withServers({ config: CONFIG }, async (servers) => {
      for (const server of servers) await fill(loader, server, distinct)
      const reads = await inTurn(servers, quick ? 1 : 5, async (server) => {
        const probing = neighbour.perform({ kind: 'probe', url: server.url })
        const read = await loader.perform({ kind: 'read', url: server.url, times: 2 })
        neighbour.enough()
        return { ...read, probe: await probing, memory: server.memory() }
      })
      const name = `${distinct.toLocaleString('en-US')} active`
      return [
        figure(
          `${name}: resident after the queries`,
          reads,
          ({ memory }) => memory.nowMiB,
          { kind: 'at most', value: 300 },
          'MiB',
        ),
        figure(
          `${name}: resident at most`,
          reads,
          ({ memory }) => memory.peakMiB,
          { kind: 'at most', value: 300 },
          'MiB',
        ),
        figure(`${name}: GET /api/v2/alerts, p50`, reads, ({ p50Ms }) => p50Ms, { kind: 'none' }),
        longest(`${name}: longest answer of /-/healthy meanwhile`, reads),
      ]
    })
  } finally {
    await neighbour.stop()
  }
}

function figure<T extends ReadResult>(
  what: string,
  reads: BySide<readonly T[]>,
  pick: (one: T) => number,
  target: Figure['target'],
  unit = 'ms',
): Figure {
  return { what, unit, ...medians(reads, pick), target }
}

/** The worst of all rounds: a median would hide what the target is about. */
function longest(what: string, { ours, theirs }: BySide<readonly { readonly probe: ProbeResult }[]>): Figure {
  const worst = (rounds: readonly { readonly probe: ProbeResult }[]): number =>
    Math.max(...rounds.map(({ probe }) => probe.longestMs))
  return {
    what,
    unit: 'ms',
    ours: worst(ours),
    theirs: theirs && worst(theirs),
    target: { kind: 'at most', value: 100 },
  }
}
