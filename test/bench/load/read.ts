import { Client } from 'undici'
import { percentile } from '../percentile.ts'
import type { ProbeJob, ProbeResult, ReadJob, ReadResult } from './contract.ts'

/** One after the other, each to the last byte. Nothing is parsed or kept here. */
export async function read({ url, times }: ReadJob): Promise<ReadResult> {
  const client = new Client(url, { bodyTimeout: 120_000, headersTimeout: 120_000 })
  const took: number[] = []
  let bytes = 0
  try {
    for (let nth = 0; nth < times; nth++) {
      const askedAt = performance.now()
      bytes = await get(client, '/api/v2/alerts')
      took.push(performance.now() - askedAt)
    }
  } finally {
    await client.destroy()
  }
  return { p50Ms: percentile(took, 0.5), p95Ms: percentile(took, 0.95), bytes }
}

/** A server whose loop is blocked answers late: the longest answer bounds the longest block. */
export async function probe({ url }: ProbeJob, enough: Promise<void>): Promise<ProbeResult> {
  const client = new Client(url)
  const took: number[] = []
  let stop = false
  void enough.then(() => {
    stop = true
  })
  try {
    while (!stop) {
      const askedAt = performance.now()
      await get(client, '/-/healthy')
      took.push(performance.now() - askedAt)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  } finally {
    await client.destroy()
  }
  return {
    asked: took.length,
    p50Ms: percentile(took, 0.5),
    p99Ms: percentile(took, 0.99),
    longestMs: Math.max(...took),
  }
}

async function get(client: Client, path: string): Promise<number> {
  const response = await client.request({ method: 'GET', path })
  if (response.statusCode !== 200) throw new Error(`GET ${path} answered ${response.statusCode}`)
  let bytes = 0
  for await (const chunk of response.body) bytes += (chunk as Buffer).length
  return bytes
}
