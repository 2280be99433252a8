import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mayAccept, type SlidingWindow, WINDOW_LIMIT, WINDOW_MS, withAccepted } from './window.ts'

const filled = (at: (index: number) => number): SlidingWindow => Array.from({ length: WINDOW_LIMIT }, (_, i) => at(i))

test.each<[string, SlidingWindow, number, boolean]>([
  ['empty', [], 0, true],
  ['19 calls', filled(() => 0).slice(1), 1, true],
  ['20 calls', filled(() => 0), 1, false],
  ['20 calls, just before they end', filled(() => 0), WINDOW_MS - 1, false],
  ['20 calls, as they end', filled(() => 0), WINDOW_MS, true],
  // A fixed minute would be empty at 60 000: calls at its end still count.
  ['20 calls at the end of a minute', filled((i) => WINDOW_MS - 20 + i), WINDOW_MS, false],
  ['one of 20 has ended', filled((i) => i * 1000), WINDOW_MS, true],
])('%s', (_name, window, now, expected) => {
  expect(mayAccept(window, now)).toBe(expected)
})

test('never more than 20 are accepted in any 60 s, and the window holds no more than those', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9000 }), { maxLength: 200 }), (gaps) => {
      let now = 0
      let window: SlidingWindow = []
      const accepted: number[] = []
      for (const gap of gaps) {
        now += gap
        if (!mayAccept(window, now)) continue
        window = withAccepted(window, now)
        accepted.push(now)
      }
      expect(window.length).toBeLessThanOrEqual(WINDOW_LIMIT)
      for (const from of accepted) {
        expect(accepted.filter((at) => at >= from && at < from + WINDOW_MS).length).toBeLessThanOrEqual(WINDOW_LIMIT)
      }
    }),
  )
})
