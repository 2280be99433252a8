/** A shop with a cache, and how a customer and an operator see it. Only for tests. */

import { type ShopProcess, startShop } from './process.ts'

export interface CachedShop {
  readonly process: ShopProcess
  /** Status, and how long it took. */
  get(path: string): Promise<{ readonly status: number; readonly ms: number; readonly body: unknown }>
  /** The value of one series, as `/metrics` writes it; undefined when there is none. */
  metric(series: string): Promise<number | undefined>
  /** How often the cache gave this result so far. */
  results(): Promise<Readonly<Record<'hit' | 'miss' | 'error', number>>>
  /** The log lines about the cache: `level: msg (reason)`. */
  said(): readonly string[]
}

export async function startCachedShop(env: Readonly<Record<string, string>>): Promise<CachedShop> {
  const process = await startShop(env)
  const metric = async (series: string): Promise<number | undefined> => {
    const text = await (await fetch(`${process.url}/metrics`)).text()
    const line = text.split('\n').find((entry) => entry.startsWith(`${series} `))
    return line === undefined ? undefined : Number(line.split(' ')[1])
  }
  const result = async (name: string): Promise<number> =>
    (await metric(`cache_requests_total{cache="products",result="${name}"}`)) ?? Number.NaN
  return {
    process,
    metric,
    async get(path) {
      const startedAt = performance.now()
      const response = await fetch(process.url + path)
      const body: unknown = await response.json()
      return { status: response.status, body, ms: performance.now() - startedAt }
    },
    async results() {
      return { hit: await result('hit'), miss: await result('miss'), error: await result('error') }
    },
    said: () =>
      process.lines
        .filter((line) => line.msg.includes('cache'))
        .map(
          (line) => `${line.level}: ${line.msg}${line['reason'] === undefined ? '' : ` (${String(line['reason'])})`}`,
        ),
  }
}
