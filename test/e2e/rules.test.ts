/** The rules against the running stack: Prometheus takes them all, and every metric that they read is there. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { metricsOf } from '@tocsin/rules'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { putJson, remove } from '../support/clients.ts'
import { startTestStack, type TestStack } from '../support/stack.ts'
import { stays, until } from '../support/until.ts'

/** Metrics of software that this stack does not run, and where the names are from. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  hikaricp_connections_active: 'HikariCP, MicrometerMetricsTracker',
  hikaricp_connections_max: 'HikariCP, MicrometerMetricsTracker',
  hikaricp_connections_pending: 'HikariCP, MicrometerMetricsTracker',
  hikaricp_active_connections: 'HikariCP, HikariCPCollector',
  hikaricp_max_connections: 'HikariCP, HikariCPCollector',
  hikaricp_pending_threads: 'HikariCP, HikariCPCollector',
  jdbc_connections_active: 'Spring Boot, DataSourcePoolMetrics',
  jdbc_connections_max: 'Spring Boot, DataSourcePoolMetrics',
}

let t: TestStack
beforeAll(async () => {
  t = await startTestStack()
})
afterAll(() => t?.stop())

interface Group {
  readonly name: string
  readonly rules: readonly { readonly name: string; readonly health: string; readonly lastError?: string }[]
}

async function api<T>(path: string): Promise<T> {
  const response = await fetch(`${t.url('prometheus')}/api/v1/${path}`)
  const { data } = (await response.json()) as { data: T }
  return data
}

test('Prometheus evaluates every rule without an error', async () => {
  const rules = await until('all rules have been evaluated', 60_000, async () => {
    const { groups } = await api<{ groups: readonly Group[] }>('rules')
    const all = groups.flatMap((group) => group.rules)
    return all.length > 0 && all.every(({ health }) => health !== 'unknown') ? all : undefined
  })
  expect(rules.value.filter(({ health }) => health !== 'ok')).toEqual([])
})

test('every metric that a rule reads exists, or is known to come from elsewhere', async () => {
  const files = globSync(fileURLToPath(new URL('../../alert-rules/*.rules.yml', import.meta.url)))
  const named = files.flatMap((file) => {
    const { groups } = parse(readFileSync(file, 'utf8')) as {
      groups: readonly { rules: readonly { expr: unknown }[] }[]
    }
    return groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => metricsOf(String(expr))))
  })
  const wanted = [...new Set(named)].filter((name) => !(name in ELSEWHERE))
  expect(wanted.length).toBeGreaterThan(30)
  // Some appear with their first increase or evaluation only.
  let missing: string[] = wanted
  await until('they are all there', 90_000, async () => {
    const there = new Set(await api<readonly string[]>('label/__name__/values'))
    missing = wanted.filter((name) => !there.has(name))
    return missing.length === 0 ? true : undefined
  }).catch(() => expect(missing).toEqual([]))
  // An exception that is no longer one must go.
  const there = new Set(await api<readonly string[]>('label/__name__/values'))
  expect(Object.keys(ELSEWHERE).filter((name) => there.has(name) || !named.includes(name))).toEqual([])
})

test('when the chat refuses messages, an SMS says so once, and its own refused half does not start it again', async () => {
  await t.sandbox.clear()
  await t.sandbox.behave('wecom', { mode: 'errcode', errcode: 93000 })
  await putJson(`${t.url('faults')}/latency`, { ms: 900, share: 0.3 })
  const told = async () => (await t.sandbox.accepted('sms')).filter(({ text }) => text.includes('被渠道拒绝'))
  await until('refused by the chat → SMS to both numbers', 90_000, async () =>
    (await told()).length >= 2 ? true : undefined,
  )
  await until('nothing more is refused → resolved SMS', 120_000, async () =>
    (await told()).filter(({ text }) => text.includes('已恢复')).length >= 2 ? true : undefined,
  )
  // Its end was refused by the chat as well.
  await stays('nothing more is said about it', 20_000, async () => (await told()).length === 4)
  expect(await t.sandbox.accepted('wecom')).toEqual([])
  await t.sandbox.behave('wecom', { mode: 'ok' })
  await remove(t.url('faults'))
})
