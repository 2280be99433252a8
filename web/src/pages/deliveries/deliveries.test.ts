import { expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import { chooseDeliveries, filters, readFilter } from './deliveries.ts'

const { deliveries } = badNight(1_763_835_249_000)

test.each([
  ['rejected', 'rejected'],
  ['nonsense', 'all'],
  [null, 'all'],
])('%s in the address means %s', (text, expected) => expect(readFilter(text)).toBe(expected))

test('chooses by state, newest first', () => {
  const ids = (filter: (typeof filters)[number]) =>
    chooseDeliveries([...deliveries].reverse(), filter).map(({ id }) => id)
  expect(ids('all')).toEqual([18, 17, 16, 15, 14, 13, 12, 11, 10])
  expect(ids('open')).toEqual([18, 17, 12, 10])
  expect(ids('waiting')).toEqual([18, 10])
  expect(ids('sent')).toEqual([16, 15, 13, 11])
})

test('every delivery is in one of the narrow filters', () => {
  const narrow = filters.filter((filter) => filter !== 'all' && filter !== 'open')
  const found = narrow.flatMap((filter) => chooseDeliveries(deliveries, filter))
  expect(found).toHaveLength(deliveries.length)
})
