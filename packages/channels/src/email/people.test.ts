import { afterEach, beforeEach, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { Notification, SendContext } from '../contract.ts'
import { alertOf, contactOf, groupOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { type MailServer, startMailServer } from '../testing/smtp.ts'
import { emailChannel } from './index.ts'

const firing = notificationOf([alertOf()])
const ZHANG = contactOf({ addresses: { email: 'zhang@example.com' } })
const LI = contactOf({
  name: 'li',
  displayName: '"Li", <Xia>\r\nBcc: x@example.com',
  addresses: { email: 'li@Example.com' },
})
const NO_MAIL = contactOf({ addresses: { wecom: 'wang' } })
const NO_ADDRESS = contactOf({ addresses: { email: 'no address' } })

let server: MailServer
beforeEach(async () => {
  server = await startMailServer()
})
afterEach(() => server.close())

function send(to: string | undefined, notification: Notification, context: Partial<SendContext> = {}) {
  const settings = { smarthost: server.address, from: 'tocsin@example.com', to, require_tls: false, language: 'en' }
  return emailChannel.send(emailChannel.schema().parse(settings), contextOf(notification, context))
}

test('people with an address get it instead of those of the settings', async () => {
  await send('ops@example.com', { ...firing, people: [ZHANG, LI, NO_MAIL, NO_ADDRESS] })
  expect(server.seen[0]?.to).toEqual(['zhang@example.com', 'li@example.com'])
  expect(server.seen[0]?.headers['bcc']).toBeUndefined()
  await send('ops@example.com', { ...firing, people: [NO_MAIL] })
  expect(server.seen[1]?.to).toEqual(['ops@example.com'])
})

test('without "to" only people get it, and without them nobody does', async () => {
  expect((await send(undefined, { ...firing, people: [ZHANG] })).outcome.kind).toBe('sent')
  expect((await send(undefined, { ...firing, people: [NO_MAIL, NO_ADDRESS] })).outcome).toEqual({
    kind: 'reject',
    code: 'NO_RECIPIENT',
    reason: 'nobody to send it to: no "to", and nobody whom it is for has an e-mail address',
  })
  expect(server.seen).toHaveLength(1)
})

test('who has it already is not sent to again', async () => {
  await send(undefined, { ...firing, people: [ZHANG, LI] }, { done: ['zhang@example.com'] })
  expect(server.seen[0]?.to).toEqual(['li@example.com'])
})

test('many groups are one mail to everybody whom any of them is for, and belong to no thread', async () => {
  const together = [
    groupOf(3),
    { ...firing, people: [ZHANG] },
    notificationOf([resolvedOf(alertOf())], { people: [ZHANG, LI] }),
  ]
  const priorState = { root: '<tocsin-1@example.com>', topic: 'P99' }
  const { outcome, newState } = await send('ops@example.com', firing, { together, priorState })
  expect([outcome.kind, newState]).toEqual(['sent', priorState])
  const [mail] = server.seen
  expect(mail?.to).toEqual(['ops@example.com', 'zhang@example.com', 'li@example.com'])
  expect(mail?.subject).toBe('Digest: 3 groups, 2 firing, 1 resolved')
  expect(mail?.text).toContain('PoolNearlyFull (3 alerts)')
  expect(mail?.html).toContain('<li style="margin:0 0 4px">RESOLVED [warning] P99 of /checkout')
  expect(mail?.headers['in-reply-to']).toBeUndefined()
  expect(mail?.headers['importance']).toBe('high')
})
