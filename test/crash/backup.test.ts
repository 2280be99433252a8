/** A backup of a router under load, put back: what it knows is not told again, what it does not know is told under other keys. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, test } from 'vitest'
import { inMs, routerClient, type SentAlert } from '../support/clients.ts'
import { type Service, startService } from '../support/service.ts'
import { stays, until } from '../support/until.ts'
import { type Receiver, startReceiver } from './receiver.ts'

const CLI = fileURLToPath(new URL('../../cli/bin/tocsin.mjs', import.meta.url))
const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

interface Told {
  readonly output: string
  readonly failed: boolean
}

async function tocsin(...args: string[]): Promise<Told> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args])
    return { output: stdout + stderr, failed: false }
  } catch (error) {
    const output =
      error instanceof Error && 'stderr' in error && 'stdout' in error ? `${error.stdout}${error.stderr}` : ''
    return { output, failed: true }
  }
}

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-backup-'))
  cleanUps.push(() => rmSync(dir, { recursive: true }))
  return dir
}

async function startRouter(dir: string, receiver: Receiver): Promise<Service> {
  writeFileSync(
    join(dir, 'router.yml'),
    `route: { receiver: hook, group_by: [alertname], group_wait: 200ms, group_interval: 1s, repeat_interval: 4h }
receivers: [{ name: hook, webhook_configs: [{ url: '${receiver.url}' }] }]`,
  )
  const router = await startService('router', {
    args: [
      ...[`--config.file=${join(dir, 'router.yml')}`, `--storage.path=${join(dir, 'data')}`],
      ...['--web.listen-address=127.0.0.1:0', '--alerts.resend-period=3s'],
    ],
  })
  cleanUps.push(() => router.stop())
  return router
}

const firing = (alertname: string, n = '0'): SentAlert => ({
  labels: { alertname, n },
  startsAt: new Date(Date.UTC(2026, 0, 1)).toISOString(),
  endsAt: inMs(60_000),
})

/** Keys of the messages that told of an alert. */
const keysOf = (receiver: Receiver, alertname: string): string[] =>
  receiver.accepted.flatMap(({ key, alerts }) =>
    alerts.some(({ labels }) => labels['alertname'] === alertname) ? [key] : [],
  )

const told = (receiver: Receiver, alertname: string, times: number) =>
  until(`${alertname} is told ${times} time(s)`, 10_000, async () =>
    keysOf(receiver, alertname).length === times ? true : undefined,
  )

const allSent = (router: Service) =>
  until('the answers are on record', 10_000, async () =>
    (await routerClient(router.url).deliveries()).every(({ state }) => state === 'sent') ? true : undefined,
  )

test('backed up while it runs, restored when stopped: nothing that the backup knows is told again', async () => {
  const dir = directory()
  const [data, file] = [join(dir, 'data'), join(dir, 'backup.db')]
  const receiver = await startReceiver()
  cleanUps.push(() => receiver.close())
  const router = await startRouter(dir, receiver)
  const api = routerClient(router.url)
  await api.post([firing('Known'), firing('Growing')])
  await told(receiver, 'Known', 1)
  await told(receiver, 'Growing', 1)
  await allSent(router)

  const taken = await tocsin('backup', '--storage.path', data, '--to', file, '--router.url', router.url)
  expect(taken).toMatchObject({ failed: false, output: expect.stringContaining('a whole backup') })
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readdirSync(data).sort()).toEqual(['link.key', 'router.db', 'router.db-wal'])
  expect((await tocsin('backup', '--to', file, '--router.url', router.url)).output).toContain('it is there already')

  // The backup does not know of these.
  await api.post([firing('Growing', '1'), firing('Later')])
  await told(receiver, 'Later', 1)
  await told(receiver, 'Growing', 2)
  await allSent(router)
  expect((await tocsin('restore', '--from', file, '--storage.path', data)).output).toContain(
    'is in use by another process',
  )
  await router.stop()

  const restored = await tocsin('restore', '--from', file, '--storage.path', data)
  expect(restored).toMatchObject({
    failed: false,
    output: expect.stringMatching(/is the backup now; what was there is .+router\.db\.before-/),
  })
  expect(existsSync(join(data, 'router.db-wal'))).toBe(false)
  const again = await startRouter(dir, receiver)
  const report = () =>
    routerClient(again.url).post([firing('Known'), firing('Growing'), firing('Growing', '2'), firing('Later')])
  await report()
  await told(receiver, 'Later', 2)
  await told(receiver, 'Growing', 3)
  await stays('what it knows is not told again', 4_000, async () => {
    await report()
    return keysOf(receiver, 'Known').length === 1 && keysOf(receiver, 'Growing').length === 3
  })
  // The second and the third are both revision 2 of their group, with other news: no provider may take one for the other.
  expect(new Set(keysOf(receiver, 'Growing')).size).toBe(3)
})

test('under load the backup is whole', async () => {
  const dir = directory()
  const receiver = await startReceiver()
  cleanUps.push(() => receiver.close())
  const router = await startRouter(dir, receiver)
  const api = routerClient(router.url)
  const batch = (round: number) => Array.from({ length: 500 }, (_, n) => firing(`Load${round}`, String(n)))
  for (let round = 0; round < 20; round++) await api.post(batch(round))
  let slowestMs = 0
  let taking = true
  const load = (async () => {
    for (let round = 20; taking; round++) {
      const startedAt = performance.now()
      await api.post([firing(`Load${round}`)])
      slowestMs = Math.max(slowestMs, performance.now() - startedAt)
    }
  })()
  const taken = await tocsin('backup', '--to', join(dir, 'backup.db'), '--router.url', router.url)
  taking = false
  await load
  console.log(`  ${Math.round(slowestMs)} ms was the longest wait of a sender meanwhile`)
  expect(taken.failed).toBe(false)
  expect((await tocsin('storage', 'check', join(dir, 'backup.db'))).output).toContain('no problems')
})

test('of a stopped router, from its directory; another router is not taken for it', async () => {
  const dir = directory()
  const other = directory()
  const receiver = await startReceiver()
  cleanUps.push(() => receiver.close())
  const router = await startRouter(dir, receiver)
  const wrong = await startRouter(other, receiver)
  const args = [
    'backup',
    '--storage.path',
    join(dir, 'data'),
    '--to',
    join(dir, 'backup.db'),
    '--router.url',
    wrong.url,
  ]
  expect(await tocsin(...args)).toMatchObject({ failed: true, output: expect.stringContaining('is another one') })
  expect(readdirSync(dir).sort()).toEqual(['data', 'router.yml'])
  await router.stop()
  expect(await tocsin(...args)).toMatchObject({ failed: false })
  expect((await tocsin('storage', 'check', '--storage.path', join(dir, 'data'))).output).toContain('no problems')
  expect(await tocsin('storage', 'check', '--storage.path', join(other, 'data'))).toMatchObject({
    failed: true,
    output: expect.stringContaining('is in use by another process'),
  })
})
