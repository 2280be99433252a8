import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RouterClient } from '../router-client.ts'
import { route } from './route.ts'

const configFile = join(mkdtempSync(join(tmpdir(), 'tocsin-route-')), 'router.yml')
writeFileSync(
  configFile,
  'route: { receiver: rest, routes: [ { matchers: [ team="db" ], receiver: dba } ] }\nreceivers: [ { name: rest }, { name: dba } ]\n',
)
const nobody = (): RouterClient => {
  throw new Error('no router is asked')
}

async function lines(labels: string, change: Partial<Parameters<typeof route>[0]> = {}): Promise<string[]> {
  const printed: string[] = []
  const print = (line: string): void => void printed.push(line)
  await route({ ...{ labels, at: undefined, now: 0, configFile, env: {}, client: nobody, print }, ...change })
  return printed
}

test('a file is tried without a router', async () => {
  expect((await lines('{team="db",alertname="A"}')).slice(0, 2)).toEqual(['  dba', '    route   {}/{team="db"}'])
  expect((await lines('team=web'))[0]).toBe('  rest')
})

test.each([
  [{ labels: '{team=~"db"}' }, /with "=" only/],
  [{ labels: '{team' }, /bad matcher format: team/],
  [{ at: 'tomorrow' }, /--at: "tomorrow" is no time/],
  [{ configFile: '/nowhere/router.yml' }, /cannot be read: ENOENT/],
])('%j is refused', async (change, message) => {
  await expect(lines('{team="db"}', change)).rejects.toThrow(message)
})

test('without a file the router is asked', async () => {
  const asked: unknown[] = []
  const client: RouterClient = {
    get: async (...request) => {
      asked.push(request)
      return []
    },
    post: async () => undefined,
    delete: async () => undefined,
  }
  await lines('{a="b"}', { configFile: undefined, client: () => client, at: '2026-01-01T00:00:00Z' })
  expect(asked).toEqual([['/api/tocsin/route', { filter: '{a="b"}', at: '2026-01-01T00:00:00Z' }]])
})
