import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { expect, test } from 'vitest'
import type { RouterClient } from '../router-client.ts'
import { withPlaceholders } from './placeholders.ts'
import { render } from './render.ts'

const folder = mkdtempSync(join(tmpdir(), 'tocsin-render-'))
const written = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
const alertFile = written(
  'alert.json',
  JSON.stringify({ labels: { alertname: 'DiskFull', severity: 'critical', instance: 'db-1\u001b[31m' } }),
)
const configFile = written(
  'router.yml',
  `
route: { receiver: chat }
receivers:
  - name: chat
    wecom_robot_configs: [ { url: '\${ROBOT_URL}', language: en, mentioned_list: ['@all'] } ]
  - name: nobody
`,
)
const shipped = fileURLToPath(new URL('../../../alert-rules/router.yml', import.meta.url))
const noClient = (): RouterClient => {
  throw new Error('no router is asked')
}

async function rendered(receiver: string, change: Partial<Parameters<typeof render>[0]> = {}) {
  const lines: string[] = []
  const print = (line: string): void => void lines.push(line)
  const code = await render({
    ...{ receiver, alertFile, configFile, now: Date.parse('2026-11-23T06:10:00Z'), env: {}, client: noClient, print },
    ...change,
  })
  return { code, lines }
}

test('each message of a channel, with what it is about first; nothing in it moves the terminal', async () => {
  const { code, lines } = await rendered('chat', { env: { ROBOT_URL: 'https://x.example/?key=0123456789abcdef0123' } })
  expect(code).toBe(0)
  expect(lines.slice(0, 2)).toEqual(['── wecom_robot …0123, markdown, 1 of 2 ──', 'type: markdown'])
  expect(lines).toContain('mentions: @all')
  expect(lines.join('\n')).toContain('instance=db-1')
  for (const hidden of ['\u001b', '0123456789abcdef']) expect(lines.join('')).not.toContain(hidden)
})

test('a variable that is not set does not matter, and is named', async () => {
  const { code, lines } = await rendered('chat')
  expect(code).toBe(0)
  expect(lines.join('\n')).toContain('DiskFull')
  expect(lines.at(-1)).toBe('not set, and replaced by something made up: ROBOT_URL')
})

test.each(['wecom-oncall', 'sms-oncall', 'ticket-queue', 'every-way', 'mail-oncall'])(
  'the shipped receiver %s is shown without any variable',
  async (receiver) => {
    const { code, lines } = await rendered(receiver, { configFile: shipped })
    expect(lines.join('\n')).not.toContain('cannot be shown')
    expect(code).toBe(0)
  },
)

test('a receiver without channels reaches nobody', async () => {
  expect(await rendered('nobody')).toEqual({
    code: 1,
    lines: ['nobody has no channels: what goes there reaches nobody'],
  })
})

test.each([
  ['gone', {}, /has no receiver "gone"; receivers: chat, nobody/],
  ['chat', { alertFile: '/nowhere.json' }, /\/nowhere.json cannot be read: ENOENT/],
  ['chat', { alertFile: written('bad.json', '{') }, /bad.json is no JSON/],
  ['chat', { alertFile: written('empty.json', '[{}]') }, /alert 1: labels must be an object of texts/],
])('%s with %j is refused', async (receiver, change, message) => {
  await expect(rendered(receiver, change)).rejects.toThrow(message)
})

test('without a file the router is asked', async () => {
  const asked: unknown[] = []
  const client: RouterClient = {
    get: async () => undefined,
    delete: async () => undefined,
    post: async (...request) => {
      asked.push(request)
      const integrations = [{ channel: 'sms', target: 'sms x', messages: [], problem: 'it broke' }]
      return { receiver: 'on call', integrations }
    },
  }
  const { code, lines } = await rendered('on call', { configFile: undefined, client: () => client })
  expect(asked).toMatchObject([['/api/tocsin/receivers/on%20call/render', { labels: { alertname: 'DiskFull' } }]])
  expect([code, lines[1]]).toEqual([1, 'cannot be shown: it broke'])
})

test('what is wrong for another reason is not made whole', () => {
  const schema = channelSchemas()['wecom_robot']
  if (!schema) throw new Error('there is a robot')
  expect(withPlaceholders(schema, { url: '${A}', language: 'de' })).toBeUndefined()
  expect(withPlaceholders(schema, { url: '${A}' })).toMatchObject({ unset: ['A'] })
})
