/** How long news takes to arrive, and how soon a router with a past is back. */
import type { DeliverResult } from './load/contract.ts'
import type { Loader } from './loader.ts'
import { restarts } from './restart.ts'
import { inTurn, medians, withServers } from './sides.ts'
import type { Figure, Size } from './table.ts'

/** Every alert is a group of its own. */
const configOf = (sinkUrl: string, groupWait: string) => () =>
  `route:
  receiver: sink
  group_by: [alertname]
  group_wait: ${groupWait}
  group_interval: 5m
receivers:
  - name: sink
    webhook_configs:
      - url: ${sinkUrl}/hook
`

export async function deliver(loader: Loader, size: Size): Promise<Figure[]> {
  return [...(await steady(loader, size)), ...(await burst(loader, size)), ...(await restarts(loader, size))]
}

/** 200 new groups each second, none of which is to wait. */
async function steady(loader: Loader, { quick }: Size): Promise<Figure[]> {
  const perSecond = quick ? 50 : 200
  const seconds = quick ? 1 : 30
  const config = configOf(loader.sinkUrl, '0s')
  return withServers({ config }, async (servers) => {
    const job = { kind: 'deliver', perSecond, patienceMs: 10_000 } as const
    // Warm: what a router does in its first seconds is not how it runs.
    await inTurn(servers, 1, ({ url }) =>
      loader.perform({ ...job, url, run: 'warm', groups: perSecond * (quick ? 1 : 3) }),
    )
    const groups = perSecond * seconds
    const results = await inTurn(servers, quick ? 1 : 2, ({ url }, round) =>
      loader.perform({ ...job, url, run: `steady${round}`, groups }),
    )
    const name = `${perSecond} groups/s for ${seconds} s`
    const figure = (
      what: string,
      pick: (one: DeliverResult) => number,
      target: Figure['target'],
      unit = 'ms',
    ): Figure => ({
      ...{ what, unit, ...medians(results, pick), target },
    })
    return [
      figure(`${name}, alert to webhook, p99`, ({ p99Ms }) => p99Ms, { kind: 'at most', value: 50 }),
      figure('· p50', ({ p50Ms }) => p50Ms, { kind: 'none' }),
      figure('· longest', ({ longestMs }) => longestMs, { kind: 'none' }),
      figure('· not arrived', ({ arrived }) => groups - arrived, { kind: 'at most', value: 0 }, 'groups'),
      figure('· told twice', ({ repeated }) => repeated, { kind: 'at most', value: 0 }, 'groups'),
    ]
  })
}

/** As many groups as fall due in one second when a whole cluster goes. */
async function burst(loader: Loader, { quick }: Size): Promise<Figure[]> {
  const groups = quick ? 50 : 1_000
  return withServers({ config: configOf(loader.sinkUrl, quick ? '500ms' : '2s') }, async (servers) => {
    const results = await inTurn(servers, quick ? 1 : 3, ({ url }, round) =>
      loader.perform({
        ...{ kind: 'deliver', url, run: `burst${round}`, groups, perSecond: undefined, patienceMs: 20_000 },
      }),
    )
    return [
      {
        what: `${groups.toLocaleString('en-US')} groups due at once, first webhook to last`,
        unit: 'ms',
        ...medians(results, ({ arrived, spreadMs }) => (arrived === groups ? spreadMs : Number.POSITIVE_INFINITY)),
        target: { kind: 'at most', value: 1_000 },
      },
    ]
  })
}
