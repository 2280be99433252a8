/** Write, sync, answer: in this order, as the kernel sees it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { expect, onTestFinished, test } from 'vitest'
import { inMs, routerClient } from '../support/clients.ts'
import { startService } from '../support/service.ts'
import { until } from '../support/until.ts'
import { type Syscall, syscallsOf, threadOf } from './syscalls.ts'

const strace = findOnPath('strace', process.env['PATH'])

test.skipIf(strace === undefined)('an alert is written and synced before its sender hears 200', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-strace-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'router.yml'), 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n')
  const traced = join(dir, 'trace')
  const router = await startService('router', {
    // -D: the router stays our own child, and strace watches from aside.
    wrap: [
      ...[strace ?? '', '-D', '-f', '-y', '-s', '40', '-o', traced],
      ...['-e', 'trace=read,write,writev,pwrite64,fsync,fdatasync,sync_file_range'],
    ],
    args: [
      ...[`--config.file=${join(dir, 'router.yml')}`, `--storage.path=${dir}`, '--web.listen-address=127.0.0.1:0'],
    ],
  })
  await routerClient(router.url).post([{ labels: { alertname: 'Traced' }, startsAt: inMs(0), endsAt: inMs(60_000) }])
  await router.stop()
  const trace = await until('the trace has the answer', 10_000, async () => {
    const text = readFileSync(traced, 'utf8')
    return text.includes('"HTTP/1.1 200') ? text : undefined
  })

  const pid = threadOf(trace.value, '"POST /api/v2/alerts') ?? ''
  const calls = syscallsOf(trace.value, pid)
  const asked = calls.findIndex(({ rest }) => rest.startsWith('"POST /api/v2/alerts'))
  const answered = calls.findIndex(({ rest }, index) => index > asked && rest.includes('"HTTP/1.1 200'))
  expect(asked).toBeGreaterThan(-1)
  expect(answered).toBeGreaterThan(asked)
  const between = calls.slice(asked + 1, answered)
  const onLog = ({ target }: Syscall): boolean => target.endsWith('router.db-wal')
  const written = between.findLastIndex((call) => call.name === 'pwrite64' && onLog(call))
  const synced = between.findLastIndex(
    (call) => /^f(data)?sync$/.test(call.name) && onLog(call) && call.rest.endsWith('= 0'),
  )
  for (const { name, target, rest } of [calls[asked], ...between.filter(onLog), calls[answered]].filter(
    (one) => one !== undefined,
  )) {
    console.log(`  ${name}(${target.split('/').at(-1)}, ${rest.slice(0, 60)}`)
  }
  expect(written).toBeGreaterThan(-1)
  expect(synced).toBeGreaterThan(written)
})
