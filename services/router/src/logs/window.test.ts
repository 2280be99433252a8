import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWindow } from './window.ts'

const steps = fc.array(fc.record({ passMs: fc.nat(400), agesMs: fc.array(fc.nat(900), { maxLength: 6 }) }), {
  maxLength: 60,
})

function play(rangeMs: number, maxTimes: number, list: readonly { passMs: number; agesMs: readonly number[] }[]) {
  const window = createWindow(rangeMs, maxTimes)
  const all: number[] = []
  let now = 1_000_000
  const seen: { count: number; exact: number; firstAt: number | undefined; exactFirst: number | undefined }[] = []
  for (const { passMs, agesMs } of list) {
    now += passMs
    for (const age of agesMs) {
      if (age >= rangeMs) continue
      window.add(now - age)
      all.push(now - age)
    }
    window.slide(now)
    const inside = all.filter((at) => at > now - rangeMs && at <= now)
    seen.push({
      count: window.count(),
      exact: inside.length,
      firstAt: window.firstAt(),
      exactFirst: inside.length === 0 ? undefined : Math.min(...inside),
    })
  }
  return seen
}

test('the count is what a search over all matches finds', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 1_000 }), (list, rangeMs) => {
      for (const { count, exact, firstAt, exactFirst } of play(rangeMs, 10_000, list)) {
        expect(count).toBe(exact)
        expect(firstAt).toBe(exactFirst)
      }
    }),
  )
})

test('beyond the bound it counts at most one coarse step too long, and never too little', () => {
  fc.assert(
    fc.property(steps, (list) => {
      const rangeMs = 1_000
      const stepMs = Math.ceil(rangeMs / 10)
      const coarse = play(rangeMs, 20, list)
      const longer = play(rangeMs + stepMs, 10_000, list)
      for (const [index, { count, exact }] of coarse.entries()) {
        expect(count).toBeGreaterThanOrEqual(exact)
        expect(count).toBeLessThanOrEqual(longer[index]?.exact ?? 0)
      }
    }),
  )
})

test('a million matches in a minute are held in bounded room and leave again', () => {
  const window = createWindow(60_000, 10_000)
  for (let i = 0; i < 1_000_000; i += 1) window.add(Math.floor(i * 0.06))
  window.slide(59_999)
  expect(window.count()).toBe(1_000_000)
  window.slide(120_012)
  expect(window.count()).toBe(0)
})
