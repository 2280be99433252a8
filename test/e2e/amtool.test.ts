/** Debian's amtool 0.25, unchanged, against our router: what it reads and what it writes. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startRouter } from '../support/beside.ts'
import { getJson } from '../support/clients.ts'
import type { Service } from '../support/service.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-amtool-'))
const CONFIG = `
route:
  receiver: team
  group_by: [alertname]
  routes:
    - { matchers: [ 'severity="critical"' ], receiver: pager, continue: true }
    - { matchers: [ 'service=~"db|cache"' ], receiver: dba, mute_time_intervals: [ night ] }
receivers: [ { name: team }, { name: pager }, { name: dba, webhook_configs: [ { url: 'http://127.0.0.1:9/s3cret' } ] } ]
inhibit_rules: [ { source_matchers: [ 'severity="critical"' ], target_matchers: [ 'severity="warning"' ], equal: [ service ] } ]
time_intervals: [ { name: night, time_intervals: [ { times: [ { start_time: '22:00', end_time: '24:00' } ] } ] } ]
`

let router: Service
beforeAll(async () => {
  writeFileSync(join(dir, 'router.yml'), CONFIG)
  router = await startRouter(dir)
}, 60_000)
afterAll(async () => {
  await router?.stop()
  rmSync(dir, { recursive: true, force: true })
})

interface Ended {
  readonly code: number
  readonly out: string
  readonly said: string
}

function amtool(...args: readonly string[]): Promise<Ended> {
  const all = ['--alertmanager.url', router.url, '--no-version-check', ...args]
  return new Promise((resolve) => {
    execFile('amtool', all, { env: { PATH: process.env['PATH'], HOME: dir, USER: 'wang' } }, (error, out, said) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, said })
    })
  })
}
async function read<T>(...args: readonly string[]): Promise<T> {
  const { code, out, said } = await amtool(...args, '--output', 'json')
  expect(said).toBe('')
  expect(code).toBe(0)
  return JSON.parse(out) as T
}

interface ShownAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly status: { readonly state: string; readonly silencedBy: readonly string[] }
}
interface ShownSilence {
  readonly id: string
  readonly comment: string
  readonly createdBy: string
  readonly endsAt: string
  readonly status: { readonly state: string }
  readonly matchers: readonly unknown[]
}
const names = (alerts: readonly ShownAlert[]): string[] => alerts.map(({ labels }) => labels['alertname'] ?? '').sort()

describe('alerts', () => {
  test('alert add', async () => {
    expect(
      await amtool('alert', 'add', 'Slow', 'service=web', 'severity=warning', '--annotation=summary=so slow'),
    ).toEqual({
      ...{ code: 0, out: '', said: '' },
    })
    expect((await amtool('alert', 'add', 'alertname=Down', 'service=db', 'severity=critical')).code).toBe(0)
    expect((await amtool('alert', 'add', 'Late', 'service=db', 'severity=warning')).code).toBe(0)
  })
  test('alert query: those that nothing mutes', async () => {
    const alerts = await read<ShownAlert[]>('alert', 'query')
    expect(names(alerts)).toEqual(['Down', 'Slow'])
    expect(alerts.find(({ labels }) => labels['alertname'] === 'Slow')?.annotations).toEqual({ summary: 'so slow' })
  })
  test.each([
    [['--inhibited'], ['Late']],
    [
      ['--active', '--inhibited'],
      ['Down', 'Late', 'Slow'],
    ],
    [['Slow'], ['Slow']],
    [['service=~"w.*"'], ['Slow']],
    [['service!=web'], ['Down']],
    [['--receiver', 'dba'], ['Down']],
    [['--receiver', 'nobody'], []],
  ])('alert query %j gives %j', async (args, expected) => {
    expect(names(await read<ShownAlert[]>('alert', 'query', ...args))).toEqual(expected)
  })
  test('alert query, for people', async () => {
    const { out } = await amtool('alert', 'query', 'alertname=Slow', '--output', 'extended')
    expect(out).toMatch(/Labels +Annotations +Starts At +Ends At +Generator URL +State/)
    expect(out).toMatch(/service="web" severity="warning" .*summary="so slow".* active/)
  })
})

describe('silences', () => {
  let id = ''
  test('silence add, and what it mutes', async () => {
    const added = await amtool(
      'silence',
      'add',
      'alertname=Slow',
      'service=~"w.b"',
      '--author=wang',
      '--comment=planned work',
      '--duration=2h',
    )
    expect(added).toMatchObject({ code: 0, said: '' })
    id = added.out.trim()
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    expect(names(await read<ShownAlert[]>('alert', 'query'))).toEqual(['Down'])
    const [muted] = await read<ShownAlert[]>('alert', 'query', '--silenced')
    expect(muted?.status).toMatchObject({ state: 'suppressed', silencedBy: [id] })
  })
  test('silence query', async () => {
    expect(await read<ShownSilence[]>('silence', 'query')).toEqual([
      expect.objectContaining({ id, comment: 'planned work', createdBy: 'wang', status: { state: 'active' } }),
    ])
    expect(await read('silence', 'query', 'alertname=Other')).toEqual([])
    expect((await amtool('silence', 'query', '--quiet')).out.trim()).toBe(id)
  })
  test('silence update', async () => {
    const [before] = await read<ShownSilence[]>('silence', 'query')
    const updated = await amtool('silence', 'update', id, '--duration=6h', '--comment=takes longer')
    expect(updated).toMatchObject({ code: 0, said: '' })
    const [after] = await read<ShownSilence[]>('silence', 'query')
    expect(after).toMatchObject({ id, comment: 'takes longer' })
    expect(Date.parse(after?.endsAt ?? '')).toBeGreaterThan(Date.parse(before?.endsAt ?? '') + 3_600_000)
  })
  test('silence import, of what silence query gave', async () => {
    const exported = (await amtool('silence', 'query', '--output', 'json')).out
    const file = join(dir, 'silences.json')
    writeFileSync(file, exported)
    // It checks that each of them is there, and edits it.
    expect(await amtool('silence', 'import', file)).toMatchObject({ code: 0 })
    expect(await read<ShownSilence[]>('silence', 'query')).toHaveLength(1)
    expect(await amtool('silence', 'import', '--force', file)).toMatchObject({ code: 0 })
    expect(await read<ShownSilence[]>('silence', 'query')).toHaveLength(2)
  })
  test('silence expire', async () => {
    const ids = (await amtool('silence', 'query', '--quiet')).out.trim().split('\n')
    expect(await amtool('silence', 'expire', ...ids)).toMatchObject({ code: 0, said: '' })
    expect(await read('silence', 'query')).toEqual([])
    expect((await read<ShownSilence[]>('silence', 'query', '--expired')).map(({ status }) => status.state)).toEqual([
      ...['expired', 'expired'],
    ])
    expect(names(await read<ShownAlert[]>('alert', 'query'))).toEqual(['Down', 'Slow'])
  })
  test('silence expire of one that nobody knows fails, and says so', async () => {
    const { code, said } = await amtool('silence', 'expire', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa')
    expect(code).toBe(1)
    expect(said).toMatch(/404|not found/i)
  })
  test.each([
    [['silence', 'add', 'alertname=~".*"', '--comment=x'], /at least one matcher must not match the empty string/],
    [['alert', 'query', '--receiver', '('], /failed to parse receiver param/],
  ])('%j is refused with the reason', async (args, reason) => {
    const { code, said } = await amtool(...args)
    expect(code).toBe(1)
    expect(said).toMatch(reason)
  })
})

describe('configuration and cluster', () => {
  test('config show: read by it, without secrets', async () => {
    const { code, out } = await amtool('config', 'show')
    expect(code).toBe(0)
    expect(out).toMatch(/"?receiver"?: "?dba"?/)
    expect(out).not.toContain('s3cret')
  })
  test('config routes show', async () => {
    const { code, out } = await amtool('config', 'routes', 'show')
    expect(code).toBe(0)
    expect(out).toMatch(/default-route +receiver: team/)
    expect(out).toMatch(/\{severity="critical"\} +continue: true +receiver: pager/)
    expect(out).toMatch(/\{service=~"(\^\(\?:)?db\|cache(\)\$)?"\} +receiver: dba/)
  })
  test.each([
    [['severity=critical', 'service=db'], 'pager,dba'],
    [['severity=critical'], 'pager'],
    [['service=cache'], 'dba'],
    [['service=other'], 'team'],
  ])('config routes test %j: %s', async (labels, receivers) => {
    const { code, out } = await amtool('config', 'routes', 'test', ...labels)
    expect(code).toBe(0)
    expect(out.trim()).toBe(receivers)
  })
  test('config routes test --verify.receivers fails for others', async () => {
    expect((await amtool('config', 'routes', 'test', '--verify.receivers=team', 'service=cache')).code).toBe(1)
  })
  test('cluster show: one peer, which is the router', async () => {
    const { code, out } = await amtool('cluster', 'show', '--output', 'extended')
    expect(code).toBe(0)
    expect(out).toMatch(/Cluster Status:\s+ready/)
    expect(out).toContain(router.url.replace('http://', ''))
  })
  test('its check of versions goes through, and says that they differ', async () => {
    const { versionInfo } = await getJson<{ versionInfo: { version: string } }>(`${router.url}/api/v2/status`)
    const said = await new Promise<string>((resolve) => {
      execFile(
        'amtool',
        ['--alertmanager.url', router.url, 'silence', 'query'],
        { env: { HOME: dir } },
        (_, __, text) => resolve(text),
      )
    })
    expect(said).toContain(versionInfo.version)
  })
})
