import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { DEFAULT_HANDLING } from './delivery.ts'
import { parseRouterConfig } from './parse.ts'

const handlingOf = (handling: string) => {
  const text = `route: { receiver: a }\nreceivers:\n  - name: a\n    ${handling}\n  - name: b\n`
  const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({}) })
  if (!parsed.ok) return parsed.problems.map(formatProblem)
  const { delivery, notify } = parsed.config.receivers[0] ?? DEFAULT_HANDLING
  return { delivery, notify }
}

test('a receiver that says nothing gets the defaults', () => {
  expect(handlingOf('labels: {}')).toEqual(DEFAULT_HANDLING)
  expect(DEFAULT_HANDLING.delivery).toEqual({
    concurrency: undefined,
    rate: undefined,
    retry: { minMs: 1_000, maxMs: 60_000, giveUpAfterMs: 86_400_000 },
    breaker: { failures: 5, pauseMs: 30_000 },
    fallback: undefined,
  })
})

test('all of it', () => {
  const text =
    'delivery: { concurrency: 2, rate: 10/1m, retry: { min: 2s, max: 5m, give_up_after: 1h }, ' +
    'breaker: { failures: 3, pause: 1m }, fallback: { receiver: b, after: 2m } }\n    notify: [ wang, team ]'
  expect(handlingOf(text)).toEqual({
    delivery: {
      concurrency: 2,
      rate: { limit: 10, windowMs: 60_000 },
      retry: { minMs: 2_000, maxMs: 300_000, giveUpAfterMs: 3_600_000 },
      breaker: { failures: 3, pauseMs: 60_000 },
      fallback: { receiver: 'b', afterMs: 120_000 },
    },
    notify: ['wang', 'team'],
  })
})

test.each([
  ['delivery: 5', 'an object'],
  ['delivery: { concurrency: 0 }', 'from 1 to 128'],
  ['delivery: { rate: 0/1m }', 'such as 20/1m'],
  ['delivery: { rate: 20 }', 'such as 20/1m'],
  ['delivery: { rate: 20/2h }', 'at most 1h'],
  ['delivery: { rate: 2000/1m }', 'at most 1000'],
  ['delivery: { retry: { min: 5m, max: 1m } }', 'max is shorter than min'],
  ['delivery: { breaker: { pause: 0s } }', 'pause cannot be zero'],
  ['delivery: { fallback: {} }', 'is missing'],
  ['delivery: { retries: 5 }', 'retries'],
  ['notify: wang', 'a list of names'],
])('%s is refused where it stands', (handling, said) => {
  const problems = handlingOf(handling)
  expect(problems).toHaveLength(1)
  expect(problems).toContainEqual(expect.stringMatching(/^.*router\.yml:4:/))
  expect(problems).toContainEqual(expect.stringContaining(said))
})
