import { expect, test } from 'vitest'
import { notesOf } from './notes.ts'
import { AT, alertOf, notificationOf } from './testing/notifications.ts'

const en = { language: 'en', timeZone: 'UTC' } as const
const plain = notificationOf([alertOf()])
const climbing = { ...plain, escalation: { policy: 'critical', step: 2, since: plain.decidedAt - 600_000 } }
const insteadOf = { receiver: 'wecom-oncall', code: '93000', reason: 'invalid webhook url' }

test.each([
  ['most messages', plain, []],
  ['a step', climbing, ['Nobody has acknowledged this for 10m: step 2 of the escalation']],
  ['taken', { ...climbing, acknowledgement: { by: 'wang', at: AT } }, ['Acknowledged by wang at 06:02 UTC']],
  [
    'by another way',
    { ...plain, insteadOf },
    ['wecom-oncall could not be reached, so you hear it here: 93000 invalid webhook url'],
  ],
])('%s', (_name, notification, notes) => {
  expect(notesOf(notification, en)).toEqual(notes)
})
