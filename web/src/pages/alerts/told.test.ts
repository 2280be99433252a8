import { describe, expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import { whoWasTold } from './told.ts'

const now = 1_763_835_249_000
const { groups, deliveries } = badNight(now)
const told = (id: number, list = deliveries) => {
  const group = groups.find((one) => one.id === id)
  if (!group) throw new Error(`no group ${id}`)
  return whoWasTold(group, list)
}
const ids = (answer: ReturnType<typeof whoWasTold>) =>
  answer.kind === 'deliveries' ? answer.deliveries.map((delivery) => delivery.id) : answer.kind

describe('whoWasTold', () => {
  test('the newest delivery of each target', () => {
    expect(ids(told(1))).toEqual([17, 16])
    expect(ids(told(2))).toEqual([15])
    expect(ids(told(4))).toEqual([11, 12])
  })
  test('does not depend on the order of deliveries or labels', () => {
    const turned = [...deliveries].reverse().map((delivery) => ({
      ...delivery,
      groupLabels: Object.fromEntries(Object.entries(delivery.groupLabels).reverse()),
    }))
    expect(ids(told(2, turned))).toEqual([15])
    expect(ids(told(3, turned))).toEqual([18])
  })
  test('a delivery of an earlier time does not count as told', () => {
    const old = deliveries.map((delivery) => ({ ...delivery, decidedAt: now - 3_600_000 }))
    expect(ids(told(2, old))).toBe('not-listed')
  })
  test('before the first decision', () => expect(told(6)).toEqual({ kind: 'not-yet', nextFlushAt: now + 7_000 }))
  test('a receiver without channels', () => expect(told(5).kind).toBe('nobody'))
})
