import { expect, test } from 'vitest'
import { objectiveOf, resultOf } from './objective.ts'

const CONFIG = {
  tiers: {
    wecom: { receiver: 'chat', objectiveMs: 60_000, escalation: undefined },
    sms: { receiver: 'phone', objectiveMs: 120_000, escalation: undefined },
  },
  tierOfSeverity: { critical: 'sms' },
}
const first = { integration: 0, status: 'firing', reason: 'first notification', shows: ['a', 'b'] } as const
const alert = (fingerprint: string, acceptedAt: number, labels = {}) => ({
  ...{ fingerprint, acceptedAt },
  labels: { tier: 'wecom', ...labels },
})

test.each([
  ['of the earliest alert', [alert('a', 40), alert('b', 50)], { tier: 'wecom', acceptedAt: 40, limitMs: 60_000 }],
  ['not of those that are not shown', [alert('a', 40), alert('c', 10)], { acceptedAt: 40 }],
  [
    'by severity without a tier',
    [alert('a', 40, { tier: '', severity: 'critical' })],
    { tier: 'sms', limitMs: 120_000 },
  ],
  ['one that was muted until now counts from now', [alert('a', 5), alert('b', 50)], { acceptedAt: 50 }],
  ['alone', [alert('a', 5)], { acceptedAt: 100 }],
])('%s', (_name, alerts, objective) => {
  expect(objectiveOf({ decidedAt: 20, alerts }, first, CONFIG, 100)).toMatchObject(objective)
})

test.each([
  ['a tier that nobody defined', [alert('a', 40, { tier: 'pager' })], first],
  ['two tiers in one group', [alert('a', 40), alert('b', 40, { tier: 'sms' })], first],
  ['later news', [alert('a', 40)], { ...first, reason: 'new alerts added' as const }],
  ['an end', [alert('a', 40)], { ...first, status: 'resolved' as const }],
])('nothing is promised for %s', (_name, alerts, delivery) => {
  expect(objectiveOf({ decidedAt: undefined, alerts }, delivery, CONFIG, 100)).toBeUndefined()
})

test('in time, late, or never', () => {
  const objective = { tier: 'sms', acceptedAt: 1_000, limitMs: 100 }
  const sent = { kind: 'sent', code: '0' } as const
  expect(resultOf(objective, sent, 1_100)).toEqual({ tier: 'sms', result: 'met', tookMs: 100 })
  expect(resultOf(objective, sent, 1_101)).toEqual({ tier: 'sms', result: 'missed', tookMs: 101 })
  const refused = { kind: 'reject', code: '93000', reason: 'no' } as const
  expect(resultOf(objective, refused, 1_001)).toEqual({ tier: 'sms', result: 'missed', tookMs: undefined })
})
