import { once } from 'node:events'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepCopy } from '@tocsin/rules/calendar'
import { expect, onTestFinished, test } from 'vitest'
import type { OnCallAnswer } from '../explain/contract.ts'
import type { RouterClient } from '../router-client.ts'
import { type OnCallArguments, oncall } from './oncall.ts'

const NOW = Date.parse('2026-01-13T12:00:00Z')
const PEOPLE = `
people: { ana: { display_name: Ana Lopez }, ben: {}, eve: {} }
on_call:
  primary:
    timezone: Europe/Berlin
    rotation: { people: [ana, ben], starts: 2026-01-05 10:00 }
    overrides: [ { person: eve, from: 2026-01-20 10:00, to: 2026-01-21 10:00 } ]
  night:
    calendar: { url: "\${ONCALL_URL}" }
`
const CALENDAR = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'BEGIN:VEVENT',
  'UID:1',
  'DTSTART:20260113T080000Z',
  'DTEND:20260115T080000Z',
]
  .concat(['SUMMARY:ben', 'END:VEVENT', 'END:VCALENDAR', ''])
  .join('\r\n')

function folder(people = PEOPLE): string {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-oncall-'))
  writeFileSync(join(dir, 'router.yml'), 'route: { receiver: a }\nreceivers: [ { name: a } ]\n')
  writeFileSync(join(dir, 'people.yml'), people)
  return join(dir, 'router.yml')
}

async function run(options: Partial<OnCallArguments>) {
  const lines: string[] = []
  const client = (): RouterClient => {
    throw new Error('no router is to be asked')
  }
  const code = await oncall({
    ...{ schedule: undefined, at: undefined, now: NOW, configFile: undefined, storagePath: undefined, env: {} },
    ...{ client, print: (line: string) => lines.push(line), timeZone: 'UTC' },
    ...options,
  })
  return { code, lines }
}

async function calendarServer(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((_request, response) => response.end(CALENDAR)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  onTestFinished(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/s3cret`, stop }
}

test('from the files: who, until when, who is next, and overrides to come', async () => {
  expect(await run({ configFile: folder(), schedule: 'primary' })).toEqual({
    code: 0,
    lines: [
      'primary (Europe/Berlin): ben until 2026-01-19 09:00:00 (in 5 d 21 h)',
      '  then Ana Lopez (ana) from 2026-01-19 09:00:00 (in 5 d 21 h)',
      '  override: eve from 2026-01-20 09:00:00 until 2026-01-21 09:00:00',
    ],
  })
})

test('at a time, by an override', async () => {
  const { lines } = await run({ configFile: folder(), schedule: 'primary', at: '2026-01-20T12:00:00Z' })
  expect(lines.slice(0, 2)).toEqual([
    'at 2026-01-20 12:00:00:',
    'primary (Europe/Berlin): eve until 2026-01-21 09:00:00 (in 21 h), by an override',
  ])
})

test('a calendar that cannot be had: said, from the copy where there is one, and never its address', async () => {
  const configFile = folder()
  expect(await run({ configFile, schedule: 'night' })).toEqual({
    code: 1,
    lines: [
      'night: nobody for the time being',
      '  calendar: never read; its address needs a variable or a file that is not here',
    ],
  })
  const { url, stop } = await calendarServer()
  const env = { ONCALL_URL: url }
  expect(await run({ configFile, schedule: 'night', env })).toEqual({
    code: 0,
    lines: [
      'night: ben until 2026-01-15 08:00:00 (in 1 d 20 h), by the calendar',
      '  then nobody from 2026-01-15 08:00:00 (in 1 d 20 h)',
      '  calendar: read 2026-01-13 12:00:00, 0 ms ago',
    ],
  })
  await stop()
  const storagePath = mkdtempSync(join(tmpdir(), 'tocsin-storage-'))
  await keepCopy(storagePath, 'night', url, { text: CALENDAR, readAt: NOW - 7_200_000 })
  const { lines } = await run({ configFile, schedule: 'night', env, storagePath })
  expect(lines[0]).toBe('night: ben until 2026-01-15 08:00:00 (in 1 d 20 h), by the calendar')
  expect(lines[2]).toBe(
    '  calendar: read 2026-01-13 10:00:00, 2 h ago; old, and used all the same; no answer (ECONNREFUSED)',
  )
  expect(lines.join()).not.toContain('s3cret')
})

test('from the router that runs', async () => {
  const answer: OnCallAnswer = {
    at: NOW,
    people: { ana: 'Ana Lopez' },
    schedules: [
      {
        ...{ schedule: 'primary', timeZone: 'UTC', shifts: [], overrides: [] },
        now: { people: ['ana'], by: 'calendar', to: NOW + 3_600_000 },
        calendar: {
          readAt: NOW - 60_000,
          stale: false,
          notes: ['no attendee or summary is somebody of people.yml: "Party"'],
        },
      },
    ],
  }
  const asked: unknown[] = []
  const client = (): RouterClient => ({
    get: async (path, query) => {
      asked.push(path, query)
      return answer
    },
    post: async () => undefined,
    delete: async () => undefined,
  })
  expect((await run({ client, at: '2026-01-13T12:00:00Z' })).lines).toEqual([
    'primary: Ana Lopez (ana) until 2026-01-13 13:00:00 (in 1 h), by the calendar',
    '  calendar: read 2026-01-13 11:59:00, 1 min ago',
    '  calendar: no attendee or summary is somebody of people.yml: "Party"',
  ])
  expect(asked).toEqual(['/api/tocsin/oncall', { at: '2026-01-13T12:00:00Z' }])
})

test.each([
  [{ schedule: 'primry' }, PEOPLE, 'there is no on-call schedule "primry"; schedules: primary, night'],
  [{}, '', 'there are no on-call schedules: write one into people.yml'],
  [{ at: 'soon' }, PEOPLE, '--at: "soon" is no time'],
  [{}, 'people: 5', 'people.yml:1:9: people: must map names to people'],
])('%j is refused', async (options, people, message) => {
  await expect(run({ configFile: folder(people), ...options })).rejects.toThrow(message)
})
