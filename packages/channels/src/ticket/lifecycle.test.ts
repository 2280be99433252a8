/** A ticket's life, call by call, as the delivery loop drives it: `prepare`, commit, `send`, commit. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChannelState, Notification, Outcome } from '../contract.ts'
import { AT, alertOf, logAlertOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { answer, type Provider, type Reply, type Seen, startProvider } from '../testing/provider.ts'
import { ticketChannel } from './index.ts'

interface Stored {
  id: string
  key: string
  status: string
  notes: string[]
}

let provider: Provider
let tickets: Stored[]
let state: ChannelState
let revision: number

beforeEach(async () => {
  provider = await startProvider()
  tickets = []
  state = null
  revision = 0
  provider.reply(tracker)
})
afterEach(() => provider.close())

function tracker({ method, path, body }: Seen): Reply {
  const [, , id, verb] = path.split(/[/?]/)
  const text = String(body['body'] ?? '')
  if (method === 'GET')
    return answer(
      200,
      tickets.filter(({ key }) => path.endsWith(`?key=${key}`)),
    )
  if (id === undefined) {
    const made = { id: `T-${tickets.length + 1}`, key: String(body['key']), status: 'open', notes: [text] }
    tickets.push(made)
    return answer(201, { id: made.id, url: `https://t.example/${made.id}` })
  }
  const ticket = tickets.find((one) => one.id === id)
  if (!ticket) return answer(404)
  ticket.notes.push(text)
  if (verb === 'close') ticket.status = 'closed'
  return answer(verb === 'close' ? 200 : 201)
}

/** Accepts, and never says so. */
function acceptSilently(request: Seen): Reply {
  tracker(request)
  return { kind: 'silent' }
}

async function deliver(
  notification: Notification,
  change: { prepared?: boolean; again?: boolean } = {},
): Promise<Outcome> {
  if (!change.again) revision++
  const config = ticketChannel.schema().parse({ url: provider.url, timeout: '150ms', close_on_end: closeOnEnd })
  const context = {
    notification: { ...notification, idempotencyKey: `i1-${revision}` },
    priorState: state,
    done: [],
    now: AT + revision,
  }
  const prepared = ticketChannel.prepare(config, context)
  const result = await ticketChannel.send(config, change.prepared ? { ...context, priorState: prepared } : context)
  state = JSON.parse(JSON.stringify(result.newState))
  return result.outcome
}

let closeOnEnd: 'auto' | boolean = 'auto'
const metric = notificationOf([alertOf()])
const metricEnd = notificationOf([resolvedOf(alertOf())])
const logs = notificationOf([logAlertOf()])
const logsEnd = notificationOf([resolvedOf(logAlertOf())])
const kinds = () => [tickets.map(({ status }) => status), state?.['kind'] ?? null]
const paths = () => provider.seen.map(({ method, path }) => `${method} ${path.replace(/key=.*/, 'key=…')}`)

describe('the plain course', () => {
  test('from metrics: opened, commented, closed with its end; the next one is a new ticket that names it', async () => {
    await deliver(metric)
    await deliver(metric)
    expect(kinds()).toEqual([['open'], 'open'])
    await deliver(metricEnd)
    expect(kinds()).toEqual([['closed'], 'closed'])
    expect(tickets[0]?.notes).toHaveLength(3)
    await deliver(metric)
    expect(kinds()).toEqual([['closed', 'open'], 'open'])
    expect(tickets[1]?.notes[0]).toContain('[T-1](https://t.example/T-1)')
    expect(tickets[1]?.key).not.toBe(tickets[0]?.key)
  })

  test('from logs: an end comment, left open, and the same ticket when it begins again', async () => {
    await deliver(logs)
    await deliver(logsEnd)
    expect(kinds()).toEqual([['open'], 'ended'])
    await deliver(logs)
    expect(kinds()).toEqual([['open'], 'open'])
    expect(tickets[0]?.notes.map((note) => note.split('**')[1])).toEqual([
      expect.stringContaining('Firing since'),
      expect.stringContaining('Ended at'),
      'Firing again',
    ])
  })

  test.each([
    [true, logs, logsEnd, 'closed'],
    [false, metric, metricEnd, 'open'],
  ] as const)('close_on_end: %s decides for all', async (setting, begin, end, status) => {
    closeOnEnd = setting
    await deliver(begin)
    await deliver(end)
    closeOnEnd = 'auto'
    expect(tickets[0]?.status).toBe(status)
  })

  test('an end without a ticket, or after its end, calls nobody', async () => {
    for (const _time of [1, 2]) expect(await deliver(logsEnd)).toEqual({ kind: 'sent', code: 'nothing to end' })
    expect([provider.seen.length, state]).toEqual([0, null])
    await deliver(logs)
    await deliver(logsEnd)
    await deliver(logsEnd)
    expect(provider.seen).toHaveLength(2)
  })

  test('a note shows new lines only', async () => {
    await deliver(logs)
    const samples = ['order 4711 failed: connection timeout', 'a line of another kind']
    await deliver(notificationOf([logAlertOf({}, { count: 40, kinds: 3, samples })]))
    expect(tickets[0]?.notes[1]).toContain('40 (3 kinds); 3 new since the last note')
    expect(tickets[0]?.notes[1]).toContain('a line of another kind')
    expect(tickets[0]?.notes[1]).not.toContain('4711')
  })
})

describe('never two tickets', () => {
  test.each([[false], [true]])(
    'accepted without an answer: found by its key (prepared state given: %s)',
    async (prepared) => {
      provider.reply(acceptSilently)
      expect((await deliver(logs)).kind).toBe('unknown')
      expect(state).toMatchObject({ kind: 'creating' })
      provider.reply(tracker)
      expect(await deliver(logs, { again: true, prepared })).toMatchObject({
        kind: 'sent',
        code: 'HTTP 200, found by its key',
      })
      expect(kinds()).toEqual([['open'], 'open'])
      expect(tickets[0]?.notes).toHaveLength(1)
    },
  )

  test('a crash between the commit and the call: nothing found, so it is made', async () => {
    expect((await deliver(logs, { prepared: true })).kind).toBe('sent')
    expect(paths()).toEqual(['GET /tickets?key=…', 'POST /tickets'])
    expect(kinds()).toEqual([['open'], 'open'])
  })

  test('while the search fails nothing is made', async () => {
    provider.reply(acceptSilently)
    await deliver(logs)
    for (const reply of [answer(500), { kind: 'silent' } as const, { kind: 'reset' } as const, answer(200, {})]) {
      provider.reply(() => reply)
      expect((await deliver(logs, { again: true })).kind).toBe('retry')
    }
    expect(kinds()).toEqual([['open'], 'creating'])
  })

  test('news after a lost answer: the ticket is found and told', async () => {
    provider.reply(acceptSilently)
    await deliver(logs)
    provider.reply(tracker)
    expect((await deliver(logs)).kind).toBe('sent')
    expect(tickets.map(({ notes }) => notes.length)).toEqual([2])
  })

  test('an end after a lost answer: the ticket is found and ended', async () => {
    provider.reply(acceptSilently)
    await deliver(metric)
    provider.reply(tracker)
    expect((await deliver(metricEnd)).kind).toBe('sent')
    expect(kinds()).toEqual([['closed'], 'closed'])
  })

  test('an end after a refused opening: nothing to end', async () => {
    provider.reply(() => answer(400))
    expect((await deliver(logs)).kind).toBe('reject')
    provider.reply(tracker)
    expect(await deliver(logsEnd)).toEqual({ kind: 'sent', code: 'nothing to end' })
    expect(kinds()).toEqual([[], null])
  })

  test('found, but closed by a person meanwhile: the next key is committed first, then used', async () => {
    provider.reply(acceptSilently)
    await deliver(logs)
    for (const ticket of tickets) ticket.status = 'closed'
    provider.reply(tracker)
    expect((await deliver(logs, { again: true })).kind).toBe('retry')
    expect(state).toMatchObject({ kind: 'creating', generation: 1 })
    expect((await deliver(logs, { again: true })).kind).toBe('sent')
    expect(kinds()).toEqual([['closed', 'open'], 'open'])
  })
})

describe('a ticket that is gone', () => {
  test('is replaced by a new one, with a key of its own, in the next try', async () => {
    await deliver(logs)
    tickets = []
    expect(await deliver(logs)).toMatchObject({ kind: 'retry', code: 'HTTP 404' })
    expect((await deliver(logs, { again: true })).kind).toBe('sent')
    expect(tickets.map(({ notes }) => notes.length)).toEqual([1])
    expect(tickets[0]?.notes[0]).not.toContain('Earlier ticket')
    const keys = provider.seen.slice(-2).map(({ headers }) => headers['idempotency-key'])
    expect(keys).toEqual(['i1-2', 'i1-2-new'])
  })

  test('needs no end', async () => {
    await deliver(logs)
    tickets = []
    expect(await deliver(logsEnd)).toEqual({ kind: 'sent', code: 'nothing to end' })
  })
})
