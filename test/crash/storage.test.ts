/** Disks and files that cannot be used: a clear refusal at the start, 503 for senders while running, never a half-read database. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, describe, expect, test } from 'vitest'
import { inMs, routerClient, type SentAlert } from '../support/clients.ts'
import { type Service, type ServiceOptions, startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type SmallDisk, smallDisk } from './mount.ts'

const ROUTER_YML = `
route: { receiver: nobody, group_by: ['...'], group_wait: 1s }
receivers: [{ name: nobody }]
`

const cleanUps: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp()
})

function directory(): string {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-storage-'))
  cleanUps.push(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

function disk(megabytes: number): SmallDisk | undefined {
  const mounted = smallDisk(megabytes)
  if (mounted) cleanUps.push(() => mounted.remove())
  else console.log('  this user may not mount a disk of its own')
  return mounted
}

async function router(storagePath: string, options: ServiceOptions = {}): Promise<Service> {
  const config = join(directory(), 'router.yml')
  writeFileSync(config, ROUTER_YML)
  const service = await startService('router', {
    ...options,
    args: [`--config.file=${config}`, `--storage.path=${storagePath}`, '--web.listen-address=127.0.0.1:0'],
  })
  cleanUps.push(() => service.stop())
  return service
}

/** What it said when it did not start. */
async function refusal(storagePath: string): Promise<string> {
  const failed = await router(storagePath).then(
    () => expect.unreachable('it started'),
    (error: unknown) => String(error),
  )
  expect(failed).toContain('ended before it listened')
  // One line of the operator's, not a stack of ours.
  expect(failed).not.toMatch(/^\s+at /m)
  return failed
}

/** `bytes` of annotations each. */
const alerts = (name: string, count: number, bytes = 10): SentAlert[] =>
  Array.from({ length: count }, (_, n) => ({
    labels: { alertname: name, n: String(n) },
    annotations: { text: 'x'.repeat(bytes) },
    startsAt: inMs(0),
    endsAt: inMs(3_600_000),
  }))

/** Status and text of the answer; 0 when there was none. */
async function post(url: string, batch: readonly SentAlert[]): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batch),
    })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    return { status: 0, text: String(error) }
  }
}

/** Posts until it is refused; gives the names of the alerts that were taken, and the refusal. */
async function fill(
  url: string,
  bytes: number,
): Promise<{ taken: string[]; refused: { status: number; text: string } }> {
  const taken: string[] = []
  for (let n = 0; n < 500; n++) {
    const answer = await post(url, alerts(`Filling${n}`, 1, bytes))
    if (answer.status !== 200) return { taken, refused: answer }
    taken.push(`Filling${n}`)
  }
  return expect.unreachable('the disk never became full')
}

const namesIn = async (service: Service): Promise<string[]> =>
  (await routerClient(service.url).alerts()).map(({ labels }) => labels['alertname'] ?? '').sort()

describe('at the start', () => {
  test('a second router on the storage is refused, and the first goes on', async () => {
    const dir = directory()
    const first = await router(dir)
    expect(await refusal(dir)).toMatch(/router\.db is in use by another process; stop that one first/)
    expect((await post(first.url, alerts('StillHere', 1))).status).toBe(200)
  })

  test('a damaged page after a kill is refused, with the file and what to do', async () => {
    const dir = directory()
    const first = await router(dir)
    await post(first.url, alerts('Lost', 200, 1_000))
    first.kill('SIGKILL')
    await first.gone()
    const file = join(dir, 'router.db')
    // The log goes into the database itself, as it would sooner or later: pages of the log would hide the damage.
    const plain = new DatabaseSync(file)
    plain.exec('pragma wal_checkpoint(truncate)')
    plain.close()
    const bytes = readFileSync(file)
    const page = 4096 * 2
    for (let at = page; at < bytes.length; at += 4096) bytes.fill(0xa5, at, at + 16)
    writeFileSync(file, bytes)
    const said = await refusal(dir)
    expect(said).toMatch(
      /router\.db is damaged \(.+\); restore it from a backup, or move it and .+-wal away to start empty/,
    )
  })

  test('something else under the name of the database is refused', async () => {
    const dir = directory()
    writeFileSync(join(dir, 'router.db'), 'no database'.repeat(1_000))
    expect(await refusal(dir)).toMatch(/router\.db is damaged \(file is not a database\)/)
  })

  test('a storage path that cannot be made is refused', async () => {
    const dir = directory()
    writeFileSync(join(dir, 'file'), '')
    expect(await refusal(join(dir, 'file', 'data'))).toMatch(/--storage\.path: .+ cannot be made \(ENOTDIR\)/)
  })

  test('a read-only disk is refused, with a database on it or without', async () => {
    const mounted = disk(16)
    if (!mounted) return
    const dir = join(mounted.path, 'data')
    await (await router(dir)).stop()
    mounted.readOnly()
    expect(await refusal(dir)).toMatch(
      /router\.db cannot be opened for writing \(.+\); its directory has to exist, and this user/,
    )
    expect(await refusal(mounted.path)).toMatch(/router\.db cannot be opened for writing/)
    expect(await refusal(join(mounted.path, 'other'))).toMatch(/cannot be made \(E\w+\)/)
  })

  test('a full disk is refused', async () => {
    const mounted = disk(4)
    if (!mounted) return
    const dir = join(mounted.path, 'data')
    await (await router(dir)).stop()
    mounted.fill()
    expect(await refusal(dir)).toMatch(/router\.db cannot be written: its disk is full; free some space there/)
    mounted.empty()
    await router(dir)
  })
})

describe('while running', () => {
  test('a full disk: 503, it can still be read, and it takes alerts again when there is room', async () => {
    const mounted = disk(4)
    if (!mounted) return
    const service = await router(mounted.path)
    const { taken, refused } = await fill(service.url, 50_000)
    expect(refused).toMatchObject({ status: 503, text: expect.stringContaining('send them again') })
    expect(taken.length).toBeGreaterThan(3)
    expect(await namesIn(service)).toEqual(taken.sort())
    await until('the log says what to do', 5_000, async () =>
      service.output().includes('its disk is full; free some space there') ? true : undefined,
    )
    mounted.resize(32)
    expect((await post(service.url, alerts('AfterAll', 1))).status).toBe(200)
    service.kill('SIGKILL')
    await service.gone()
    expect(await namesIn(await router(mounted.path))).toEqual([...taken, 'AfterAll'].sort())
  })

  test('an I/O error on commit: every sender in flight hears 503, it ends, and the next start has all', async () => {
    const dir = directory()
    // The files may not grow beyond this: each further write fails with EFBIG, which is no full disk to SQLite.
    const service = await router(dir, { wrap: ['prlimit', `--fsize=${2 * 1024 * 1024}`] })
    const { taken, refused } = await fill(service.url, 50_000)
    expect(refused).toMatchObject({ status: 503, text: expect.stringContaining('send them again') })
    const more = await Promise.all(Array.from({ length: 5 }, (_, n) => post(service.url, alerts(`Late${n}`, 1))))
    expect(more.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503])
    await service.gone()
    expect(service.output()).toMatch(/router\.db: the disk failed \(.+\); look into dmesg, mend the disk/)
    expect(await namesIn(await router(dir))).toEqual(taken.sort())
  })
})
