import { expect, test } from 'vitest'
import { createThrottle } from './throttle.ts'

test('one per interval, and the count of those kept back', () => {
  const throttle = createThrottle(10_000)
  const seen = [0, 1, 9_999, 10_000, 10_001, 60_000].map((now) => throttle.admit(now))
  expect(seen).toEqual([0, undefined, undefined, 2, undefined, 1])
})
