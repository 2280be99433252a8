/** Calendars over real HTTP and a real folder; time is an argument. */
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRegistry, silentLogger } from '@tocsin/kit'
import type { People, Person } from '@tocsin/rules'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { startCalendars } from './calendars.ts'

const NOW = Date.parse('2026-03-10T12:00:00Z')
const SECRET = 'private-9f8e7d'
const HOUR_MS = 3_600_000

const calendarOf = (name: string): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'BEGIN:VEVENT', 'UID:1', 'DTSTART:20260309T080000Z', 'DTEND:20260316T080000Z']
    .concat([`SUMMARY:${name}`, 'END:VEVENT', 'END:VCALENDAR', ''])
    .join('\r\n')

type Answer = (request: IncomingMessage, response: ServerResponse) => void
const text =
  (body: string): Answer =>
  (_request, response) =>
    void response.end(body)
const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, headers).end()

async function provider(answer: Answer) {
  const held = { answer }
  let asked = 0
  const server = createServer((request, response) => {
    asked++
    held.answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  const { port } = server.address() as AddressInfo
  return Object.assign(held, { url: `http://127.0.0.1:${port}/${SECRET}/basic.ics`, port, asked: () => asked, stop })
}

function peopleWith(url: string): People {
  const person = (name: string): Person => ({
    ...{ name, displayName: name, addresses: {}, language: 'en', timeZone: 'UTC', quietHours: undefined },
  })
  const calendar = { url, usable: true, refreshMs: 900_000 }
  const primary = { name: 'primary', timeZone: 'UTC', rotations: [], overrides: [], calendar }
  return { people: { ana: person('ana'), ben: person('ben') }, teams: {}, onCall: { primary } }
}

async function calendars(people: People, storagePath = mkdtempSync(join(tmpdir(), 'tocsin-oncall-'))) {
  const it = { people, now: NOW, changes: 0 }
  const registry = createRegistry()
  const lines: string[] = []
  const log = { ...silentLogger(), warn: (...args: unknown[]) => void lines.push(JSON.stringify(args)) }
  const kept = await startCalendars({
    ...{ people: () => it.people, storagePath, now: () => it.now, log, registry },
    onChange: async () => {
      it.changes++
    },
  })
  onTestFinished(() => kept.stop())
  const state = () => kept.states()[0]
  return Object.assign(it, {
    ...{ storagePath, state, lines, kept, metrics: () => registry.metrics() },
    names: () => (kept.shifts().get('primary') ?? []).flatMap(({ people: who }) => who),
    until: (what: () => boolean) => vi.waitUntil(what, { timeout: 10_000, interval: 10 }),
  })
}

test('it is read at the start, kept, and read again after its time', async () => {
  const source = await provider(text(calendarOf('ana')))
  const c = await calendars(peopleWith(source.url))
  await c.until(() => c.names().length > 0)
  expect(c.names()).toEqual(['ana'])
  expect(c.state()).toEqual({ schedule: 'primary', readAt: NOW, problem: undefined, stale: false, notes: [] })
  source.answer = text(calendarOf('ben'))
  c.now += 15 * 60_000
  c.kept.reloaded()
  await c.until(() => c.names().includes('ben'))
  expect([c.names(), source.asked(), c.changes]).toEqual([['ben'], 2, 2])
  expect(await c.metrics()).toContain('tocsin_oncall_calendar_age_seconds{schedule="primary"} 0')
})

test('a restart without network knows the last one, and says how old it is', async () => {
  const source = await provider(text(calendarOf('ana')))
  const first = await calendars(peopleWith(source.url))
  await first.until(() => first.names().length > 0)
  const [file = ''] = readdirSync(join(first.storagePath, 'oncall'))
  const copy = join(first.storagePath, 'oncall', file)
  expect(statSync(copy).mode & 0o777).toBe(0o600)
  expect(readFileSync(copy, 'utf8')).not.toContain(SECRET)
  await first.kept.stop()
  source.stop()

  const second = await calendars(peopleWith(source.url), first.storagePath)
  expect(second.names()).toEqual(['ana'])
  await second.until(() => second.state()?.problem !== undefined)
  expect(second.state()).toMatchObject({ readAt: NOW, stale: false, problem: 'no answer (ECONNREFUSED)' })
  second.now += HOUR_MS
  expect(second.state()).toMatchObject({ stale: true })
  expect(second.names()).toEqual(['ana'])
  expect(await second.metrics()).toMatch(/age_seconds\{schedule="primary"\} 3600\n/)
  expect(await second.metrics()).toContain('tocsin_oncall_calendar_readable{schedule="primary"} 0')
})

test('another address: nothing of the one before counts', async () => {
  const source = await provider(text(calendarOf('ana')))
  const c = await calendars(peopleWith(source.url))
  await c.until(() => c.names().length > 0)
  const other = await provider(status(500))
  c.people = peopleWith(other.url)
  c.kept.reloaded()
  await c.until(() => c.state()?.problem !== undefined)
  expect(c.names()).toEqual([])
  expect(c.state()).toMatchObject({ readAt: undefined, stale: true, problem: 'HTTP 500' })
  c.people = { people: {}, teams: {}, onCall: {} }
  c.kept.reloaded()
  await c.until(() => c.kept.states().length === 0)
})

describe('what is refused', () => {
  const big = 'x'.repeat(4 * 1024 * 1024 + 1)
  test.each<[string, Answer, string]>([
    ['no calendar', text('<html></html>'), 'it is no iCalendar text (RFC 5545)'],
    ['JSON', text('{"a":1}'), 'the answer is no iCalendar text'],
    ['too much', text(big), 'the calendar has more than 4 MiB'],
    ['forbidden', status(403), 'HTTP 403'],
    [
      'another host',
      status(302, { location: 'http://localhost:9/x' }),
      'it points to another host, which is not followed',
    ],
    ['nowhere', status(302), 'HTTP 302 without an address to go to'],
    [
      'another kind of address',
      status(302, { location: 'file:///etc/passwd' }),
      'HTTP 302 without an address to go to',
    ],
    ['in circles', status(307, { location: '/again' }), 'it points elsewhere more than 5 times'],
  ])('%s', async (_, answer, reason) => {
    const source = await provider(answer)
    const c = await calendars(peopleWith(source.url))
    await c.until(() => c.state()?.problem !== undefined)
    expect(c.state()?.problem).toBe(reason)
    expect(c.lines.join()).toContain(reason)
    expect(c.lines.join() + JSON.stringify(c.state()) + (await c.metrics())).not.toContain(SECRET)
  })

  test('a redirect on the same host is followed', async () => {
    const source = await provider((request, response) => {
      if (request.url === '/moved') response.end(calendarOf('ben'))
      else response.writeHead(301, { location: '/moved' }).end()
    })
    const c = await calendars(peopleWith(source.url))
    await c.until(() => c.names().length > 0)
    expect(c.names()).toEqual(['ben'])
  })
})

test('a stop waits for no calendar', async () => {
  const source = await provider(() => {})
  const c = await calendars(peopleWith(source.url))
  await c.until(() => source.asked() > 0)
  const startedAt = performance.now()
  await c.kept.stop()
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
