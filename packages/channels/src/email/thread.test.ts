/** The mails of a group over its life, as the delivery loop drives them: `prepare`, commit, `send`, commit. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { ChannelState, Notification } from '../contract.ts'
import { alertOf, groupOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { type MailServer, startMailServer } from '../testing/smtp.ts'
import { emailChannel } from './index.ts'
import { messageIdOf } from './thread.ts'

let server: MailServer
let state: ChannelState

beforeEach(async () => {
  server = await startMailServer()
  state = null
})
afterEach(() => server.close())

async function deliver(key: string, notification: Notification, lost: 'nothing' | 'outcome' = 'nothing') {
  const config = emailChannel.schema().parse({
    ...{
      smarthost: server.address,
      from: 'tocsin@example.com',
      to: 'ops@example.com',
      require_tls: false,
      language: 'en',
    },
  })
  const context = contextOf({ ...notification, idempotencyKey: key }, { priorState: state })
  const prepared = emailChannel.prepare(config, context)
  const { newState } = await emailChannel.send(config, context)
  state = JSON.parse(JSON.stringify(lost === 'outcome' ? prepared : newState))
}

const firing = notificationOf([alertOf()])
const ended = notificationOf([resolvedOf(alertOf())])
const threads = () =>
  server.seen.map(({ subject, headers }) => [
    subject,
    headers['message-id'],
    headers['in-reply-to'] ?? null,
    headers['references'] ?? null,
  ])
const id = (key: string) => `<tocsin-${key}@example.com>`
const TITLE = 'P99 of /checkout is above 500 ms'

test('first, news, end, and the next incident', async () => {
  await deliver('k1', firing)
  await deliver('k2', { ...groupOf(3), reason: 'new alerts added' })
  await deliver('k3', ended)
  await deliver('k4', firing)
  await deliver('k5', ended)
  expect(threads()).toEqual([
    [`[FIRING] [warning] ${TITLE}`, id('k1'), null, null],
    // Another title by now, but still the same conversation.
    [`[FIRING] [critical] ${TITLE}`, id('k2'), id('k1'), id('k1')],
    [`[RESOLVED] [warning] ${TITLE}`, id('k3'), id('k1'), id('k1')],
    [`[FIRING] [warning] ${TITLE}`, id('k4'), null, null],
    [`[RESOLVED] [warning] ${TITLE}`, id('k5'), id('k4'), id('k4')],
  ])
  expect(server.seen.map(({ headers }) => headers['thread-topic'])).toEqual(Array(5).fill(TITLE))
})

test('a try whose end was lost is sent again as it was, in its own thread', async () => {
  await deliver('k1', firing, 'outcome')
  await deliver('k1', firing)
  await deliver('k2', ended, 'outcome')
  await deliver('k2', ended)
  await deliver('k3', firing)
  expect(threads().map(([, own, reply]) => [own, reply])).toEqual([
    [id('k1'), null],
    [id('k1'), null],
    [id('k2'), id('k1')],
    [id('k2'), id('k1')],
    [id('k3'), null],
  ])
})

test('an end that was never told still closes the thread', async () => {
  await deliver('k1', firing)
  server.behave({ kind: 'refuse', status: 550, said: 'no' })
  await deliver('k2', ended)
  server.behave({ kind: 'accept' })
  await deliver('k3', firing)
  expect(threads().at(-1)?.slice(1)).toEqual([id('k3'), null, null])
})

test('the next incident begins a thread, also where the end before it was not to be told', async () => {
  await deliver('k1', firing)
  await deliver('k2', { ...firing, reason: 'repeat interval elapsed' })
  await deliver('k3', firing)
  expect(threads().map(([, own, reply]) => [own, reply])).toEqual([
    [id('k1'), null],
    [id('k2'), id('k1')],
    [id('k3'), null],
  ])
})

test('an end without a beginning stands alone; a state of another kind counts as none', async () => {
  state = { kind: 'open', id: 'T-1' }
  await deliver('k1', ended)
  expect(threads()[0]?.slice(1)).toEqual([id('k1'), null, null])
})

test('keys that fit no Message-ID become ones that do', () => {
  const of = (idempotencyKey: string) => messageIdOf({ ...firing, idempotencyKey }, 'example.com')
  expect(of('a b>\r\n')).toMatch(/^<tocsin-[0-9a-f]{32}@example\.com>$/)
  expect(of('x'.repeat(65))).not.toBe(of('x'.repeat(66)))
})
