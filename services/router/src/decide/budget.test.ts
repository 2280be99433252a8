import { expect, test } from 'vitest'
import { budgetState } from './budget.ts'

const DAY = 86_400_000
const BOTH = { perRecipient: { limit: 3, windowMs: DAY }, perReceiver: { limit: 10, windowMs: DAY } }
const used = (receiver: number, ...each: number[]) => ({
  receiver,
  recipients: new Map(each.map((n, at) => [`number ${at}`, n])),
})

test.each([
  ['nothing sent', used(0), [], false, { recipient: 0, receiver: 0 }],
  ['one number that has all it may', used(5, 3, 2), ['number 0'], false, { recipient: 1, receiver: 0.5 }],
  [
    'more than it may: calls were under way together',
    used(6, 4, 2),
    ['number 0'],
    false,
    { recipient: 4 / 3, receiver: 0.6 },
  ],
  ['all that the receiver may', used(10, 2), [], true, { recipient: 2 / 3, receiver: 1 }],
])('%s', (_name, now, overBudget, spent, ratios) => {
  expect(budgetState(BOTH, now)).toEqual({ overBudget, spent, ratios })
})

test('where there is no limit nobody is over it', () => {
  expect(budgetState({}, used(1_000, 1_000))).toEqual({ overBudget: [], spent: false, ratios: {} })
  expect(budgetState({ perReceiver: BOTH.perReceiver }, used(2, 9))).toMatchObject({
    overBudget: [],
    ratios: { receiver: 0.2 },
  })
})
