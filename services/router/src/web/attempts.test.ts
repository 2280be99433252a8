import { expect, test } from 'vitest'
import { createAttempts } from './attempts.ts'

const fail = (attempts: ReturnType<typeof createAttempts>, address: string, times: number, now: number): void => {
  for (let n = 0; n < times; n++) attempts.failed(address, now)
}

test('ten wrong tries a minute, then a wait until the first of them is a minute old', () => {
  const attempts = createAttempts()
  fail(attempts, '10.0.0.1', 9, 1_000)
  expect(attempts.waitMs('10.0.0.1', 2_000)).toBe(0)
  attempts.failed('10.0.0.1', 2_000)
  expect(attempts.waitMs('10.0.0.1', 2_000)).toBe(59_000)
  expect(attempts.waitMs('10.0.0.2', 2_000)).toBe(0)
  expect(attempts.waitMs('10.0.0.1', 61_000)).toBe(0)
})

test.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::9', true],
  ['2001:db8:1:2::', '2001:db8:1:3::', false],
  ['::1', '::2', true],
  ['fe80::1%eth0', 'fe80::2', true],
  ['::ffff:10.0.0.1', '10.0.0.1', true],
  ['::ffff:10.0.0.1', '::ffff:10.0.0.2', false],
])('%s and %s are one subscriber: %s', (a, b, same) => {
  const attempts = createAttempts()
  fail(attempts, a, 10, 0)
  expect(attempts.waitMs(b, 0) > 0).toBe(same)
})

test('memory is bounded', () => {
  const attempts = createAttempts()
  fail(attempts, 'first', 10, 0)
  for (let n = 0; n < 10_000; n++) attempts.failed(`10.0.${n >> 8}.${n & 255}`, 0)
  expect(attempts.waitMs('first', 0)).toBe(0)
})
