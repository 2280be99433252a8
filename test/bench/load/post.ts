import { Pool } from 'undici'
import { batchesOf } from '../alerts.ts'
import { percentile } from '../percentile.ts'
import type { PostJob, PostResult } from './contract.ts'

/** `connections` senders, each with one request at a time, go round over the batches. Throws for any answer but 200. */
export async function post({ url, distinct, run, startsAt, connections, forMs }: PostJob): Promise<PostResult> {
  const pool = new Pool(url, { connections, pipelining: 1 })
  const batches = batchesOf(distinct, { run, startsAt })
  const latencies: number[] = []
  let next = 0
  let alerts = 0
  const cpu = process.cpuUsage()
  const startedAt = performance.now()
  const over = (): boolean => (forMs === undefined ? next >= batches.length : performance.now() - startedAt >= forMs)

  const sender = async (): Promise<void> => {
    while (!over()) {
      const batch = batches[next % batches.length]
      next++
      if (!batch) continue
      batch.refresh(Date.now(), next)
      const sentAt = performance.now()
      const response = await pool.request({
        method: 'POST',
        path: '/api/v2/alerts',
        headers: { 'content-type': 'application/json' },
        body: batch.body,
      })
      if (response.statusCode !== 200) {
        throw new Error(`POST /api/v2/alerts answered ${response.statusCode}: ${await response.body.text()}`)
      }
      await response.body.dump()
      latencies.push(performance.now() - sentAt)
      alerts += batch.alerts
    }
  }
  try {
    await Promise.all(Array.from({ length: connections }, sender))
  } finally {
    await pool.destroy()
  }
  const tookMs = performance.now() - startedAt
  const { user, system } = process.cpuUsage(cpu)
  return {
    alerts,
    tookMs,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    loadCpuShare: (user + system) / 1000 / tookMs,
  }
}
