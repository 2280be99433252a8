import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import type { ProcessSpec } from './spec.ts'
import { createSupervisor, type Supervisor, type SupervisorEvent } from './supervisor.ts'
import { childSpec, freePort, linesOf, lives, temporaryFolder, until } from './testing/children.ts'

const cleanups: (() => Promise<unknown>)[] = []

afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()))
})

function run(table: readonly ProcessSpec[]): { supervisor: Supervisor; events: SupervisorEvent[]; logsDir: string } {
  const events: SupervisorEvent[] = []
  const logsDir = join(temporaryFolder(), 'logs')
  const supervisor = createSupervisor({ table, logsDir, onEvent: (event) => events.push(event) })
  cleanups.push(() => supervisor.stop())
  supervisor.start()
  return { supervisor, events, logsDir }
}

/** `start a`, `ready a`, … without pids. */
function steps(note: string): string[] {
  return linesOf(note).map((line) => line.split(' ').slice(0, 2).join(' '))
}

function pidOf(supervisor: Supervisor, name: string): number {
  const state = supervisor.processes().find((process) => process.name === name)?.state
  return state && 'pid' in state ? state.pid : Number.NaN
}

test('starts by readiness, independent ones together; stops in reverse order', async () => {
  const note = join(temporaryFolder(), 'note')
  const [a, b, c] = [await freePort(), await freePort(), await freePort()]
  const { supervisor, logsDir } = run([
    childSpec('top', { port: a, note }, { dependsOn: ['base'] }),
    childSpec('base', { port: b, note, readyAfterMs: 300 }),
    childSpec('other', { port: c, note, readyAfterMs: 300 }),
  ])
  await supervisor.settled()
  const up = steps(note)
  expect(up.indexOf('start top')).toBeGreaterThan(up.indexOf('ready base'))
  expect(up.indexOf('start other')).toBeLessThan(up.indexOf('ready base'))
  expect(readFileSync(join(logsDir, 'top.log'), 'utf8')).toBe('hello from top\n')

  await supervisor.stop()
  const down = steps(note).filter((step) => step.startsWith('stop'))
  expect(down.toSorted()).toEqual(['stop base', 'stop other', 'stop top'])
  expect(down.indexOf('stop base')).toBeGreaterThan(down.indexOf('stop top'))
})

test('a process that does not hear its stop signal is killed after its time, with its group', async () => {
  const note = join(temporaryFolder(), 'note')
  const grandchild = { name: 'grandchild', port: await freePort(), deaf: true }
  const { supervisor } = run([
    childSpec('deaf', { port: await freePort(), note, deaf: true, grandchild }, { stopTimeoutMs: 300 }),
  ])
  await supervisor.settled()
  await until('the grandchild is ready', 10_000, () => steps(note).includes('ready grandchild'))
  const pids = linesOf(note).map((line) => Number(line.split(' ')[2]))
  const begin = performance.now()
  await supervisor.stop()
  expect(performance.now() - begin).toBeGreaterThan(250)
  expect(performance.now() - begin).toBeLessThan(5_000)
  await until('all are gone', 2_000, () => !pids.some(lives))
})

test('an unexpected exit is told with the last lines of the log, and followed by a restart', async () => {
  const { supervisor, events } = run([
    childSpec('weak', { port: await freePort(), dieAfterMs: 0, readyAfterMs: 5_000 }),
  ])
  await until('a second start', 10_000, () => events.filter((event) => event.kind === 'starting').length > 1)
  expect(events.find((event) => event.kind === 'failed')).toMatchObject({
    name: 'weak',
    failure: { reason: 'exited with code 3', lastLines: ['hello from weak', 'the disk is full'] },
    retryInMs: expect.any(Number),
  })
  expect(supervisor.processes()[0]?.restarts).toBeGreaterThan(0)
})

test('a killed process comes back; a stopped one only when asked', async () => {
  const { supervisor } = run([childSpec('a', { port: await freePort() })])
  await supervisor.settled()
  const first = pidOf(supervisor, 'a')
  supervisor.signalProcess('a', 'SIGKILL')
  await supervisor.waitFor('a', (state) => state.kind === 'backoff')
  await supervisor.waitFor('a', (state) => state.kind === 'ready')
  expect(pidOf(supervisor, 'a')).not.toBe(first)

  supervisor.stopProcess('a')
  await supervisor.waitFor('a', (state) => state.kind === 'stopped')
  expect(() => supervisor.signalProcess('a', 'SIGHUP')).toThrow('process "a" does not run')
  supervisor.startProcess('a')
  await supervisor.waitFor('a', (state) => state.kind === 'ready')
  supervisor.restartProcess('a')
  await supervisor.waitFor('a', (state) => state.kind === 'starting')
  await supervisor.settled()
  expect(supervisor.processes()[0]).toMatchObject({ restarts: 3, state: { kind: 'ready' } })
  expect(() => supervisor.restartProcess('b')).toThrow('there is no process "b"; there are: a')
})

test('a command that cannot be run is a failure like any other, and a stop ends the tries', async () => {
  const { supervisor, events } = run([{ ...childSpec('a', { port: 1 }), command: '/nowhere/prog' }])
  await supervisor.waitFor('a', (state) => state.kind === 'backoff')
  expect(events[0]).toMatchObject({ kind: 'failed', failure: { reason: expect.stringContaining('ENOENT') } })
  await supervisor.stop()
  expect(supervisor.processes()[0]?.state).toEqual({ kind: 'stopped' })
})

test.runIf(existsSync('/proc/self'))('children die with a supervisor that is killed', async () => {
  const note = join(temporaryFolder(), 'note')
  const grandchild = { name: 'grandchild', port: await freePort(), deaf: true }
  const table = [
    childSpec('polite', { port: await freePort(), note }),
    childSpec('deaf', { port: await freePort(), note, deaf: true, grandchild }, { stopTimeoutMs: 500 }),
  ]
  const host = fileURLToPath(new URL('./testing/host.ts', import.meta.url))
  const child = spawn(process.execPath, [host, JSON.stringify({ table, logsDir: temporaryFolder() })], {
    stdio: 'ignore',
  })
  await until('three are ready', 20_000, () => steps(note).filter((step) => step.startsWith('ready')).length === 3)
  const pids = linesOf(note).map((line) => Number(line.split(' ')[2]))
  expect(pids.every(lives)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await until('all are gone', 10_000, () => !pids.some(lives))
  expect(steps(note)).toContain('stop polite')
})
