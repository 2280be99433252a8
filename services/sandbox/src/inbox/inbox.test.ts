import { expect, test } from 'vitest'
import { createIds } from '../ids.ts'
import { createBounded } from './bounded.ts'
import { createInbox, type Entry } from './inbox.ts'

const entry = (more: Partial<Entry> = {}): Entry => ({
  channel: 'sms',
  about: { title: 't', text: 'x', target: '+8613800001234' },
  status: 'accepted',
  reason: null,
  answered: true,
  raw: {},
  bytes: 2,
  idempotencyKey: null,
  ...more,
})

const newInbox = () => createInbox({ now: () => 1000, ids: createIds(0), onChange: () => undefined })

test('a bounded list drops the oldest, by number and by bytes, but keeps the newest', () => {
  const list = createBounded<string>({ maxItems: 3, maxBytes: 10 })
  for (const item of ['a', 'b', 'c', 'd']) list.push(item, 1)
  expect(list.items()).toEqual(['b', 'c', 'd'])
  list.push('e', 9)
  expect(list.items()).toEqual(['d', 'e'])
  list.push('f', 99)
  expect(list.items()).toEqual(['f'])
})

test('keeps 1000 messages per channel, counts all, and lists the newest first', () => {
  const inbox = newInbox()
  inbox.record(entry({ channel: 'wecom' }))
  for (let i = 0; i < 1001; i++) inbox.record(entry({ about: { title: String(i), text: '', target: '' } }))
  expect(inbox.list('sms')).toHaveLength(1000)
  expect(inbox.list('sms')[0]?.title).toBe('1000')
  expect(inbox.list()).toHaveLength(1001)
  expect(inbox.list().at(-1)?.channel).toBe('wecom')
  expect(inbox.counters().sms.received).toBe(1001)
})

test('a duplicate is an accepted call whose key was accepted before, in the same channel', () => {
  const inbox = newInbox()
  const record = (more: Partial<Entry>) => inbox.record(entry({ idempotencyKey: 'k', ...more })).duplicate
  expect(record({ status: 'refused' })).toBe(false)
  expect(record({ status: 'unanswered', answered: false })).toBe(false)
  expect(record({ answered: false })).toBe(false)
  expect(record({ status: 'refused' })).toBe(false)
  expect(record({})).toBe(true)
  expect(record({ channel: 'wecom' })).toBe(false)
  expect(record({ idempotencyKey: null })).toBe(false)
  expect(inbox.counters().sms).toEqual({ received: 6, accepted: 3, refused: 2, unanswered: 1, duplicates: 1 })
  inbox.clear()
  expect(record({})).toBe(false)
})

test('ids never come again after a restart', () => {
  const first = createIds(Date.UTC(2026, 10, 23))
  const second = createIds(Date.UTC(2026, 10, 23) + 1000)
  expect([first('T'), first('T'), first('SMS')].includes(second('T'))).toBe(false)
})
