import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { acquireLock, isRunning, readLock } from './lock.ts'
import { temporaryFolder } from './testing/children.ts'

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5)

test('the second one is told what runs, since when, where and how to stop it', () => {
  const path = join(temporaryFolder(), 'supervisor.json')
  const lock = acquireLock(path, NOW)
  expect(() => acquireLock(path, NOW)).toThrow('still starting')
  lock.setUrls({ shop: 'http://127.0.0.1:8081' })
  expect(() => acquireLock(path, NOW)).toThrow(
    `Tocsin runs already, as process ${process.pid}, since 2026-01-02T03:04:05.000Z.
  shop         http://127.0.0.1:8081
To stop it: press Ctrl-C where it runs, or run: kill ${process.pid}`,
  )
  lock.release()
  expect(existsSync(path)).toBe(false)
  acquireLock(path, NOW).release()
})

test.each([
  ['a dead process', JSON.stringify({ pid: 4_194_400, startTicks: 5, startedAt: 'then', urls: {} })],
  ['a pid that came again', JSON.stringify({ pid: process.pid, startTicks: 5, startedAt: 'then', urls: {} })],
  ['no JSON', '{"pid":'],
  ['other JSON', '[]'],
])('the file of %s is taken over', (_, text) => {
  const path = join(temporaryFolder(), 'supervisor.json')
  writeFileSync(path, text)
  const lock = acquireLock(path, NOW)
  expect(readLock(path)).toMatchObject({ pid: process.pid })
  lock.release()
})

test('without /proc the pid alone decides', () => {
  expect(isRunning({ pid: 4_194_400, startTicks: null })).toBe(false)
})
