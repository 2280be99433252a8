import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { faultSchemas, planRequest } from './model.ts'

const latency = { ms: 900, share: 0.05 }
const dbTimeout = { share: 0.2 }

describe('planRequest', () => {
  test.each([
    ['no faults', { latency: undefined, dbTimeout: undefined }, { latency: 0, dbTimeout: 0 }, 0, 'real'],
    ['latency, roll below', { latency, dbTimeout: undefined }, { latency: 0.049, dbTimeout: 0 }, 900, 'real'],
    ['latency, roll at the share', { latency, dbTimeout: undefined }, { latency: 0.05, dbTimeout: 0 }, 0, 'real'],
    ['dbTimeout, roll below', { latency: undefined, dbTimeout }, { latency: 0, dbTimeout: 0.199 }, 0, 'stalled'],
    ['dbTimeout, roll at the share', { latency: undefined, dbTimeout }, { latency: 0, dbTimeout: 0.2 }, 0, 'real'],
    ['both', { latency, dbTimeout }, { latency: 0, dbTimeout: 0 }, 900, 'stalled'],
  ] as const)('%s', (_name, faults, rolls, delayMs, database) => {
    expect(planRequest(faults, rolls)).toEqual({ delayMs, database })
  })

  test('a share of 1 hits every request', () => {
    const roll = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
    fc.assert(
      fc.property(roll, roll, (a, b) => {
        const plan = planRequest(
          { latency: { ms: 5, share: 1 }, dbTimeout: { share: 1 } },
          { latency: a, dbTimeout: b },
        )
        return plan.delayMs === 5 && plan.database === 'stalled'
      }),
    )
  })
})

describe('faultSchemas', () => {
  const schemas = faultSchemas(10)

  test.each([
    ['latency', { ms: 1, share: 0.0001 }],
    ['latency', { ms: 60_000, share: 1 }],
    ['pool', { hold: 1 }],
    ['pool', { hold: 10 }],
    ['dbTimeout', { share: 0.2 }],
  ] as const)('%s takes %j', (name, body) => {
    expect(schemas[name].parse(body)).toEqual(body)
  })

  test.each([
    ['latency', { ms: 0, share: 0.5 }, 'a whole number from 1 to 60000'],
    ['latency', { ms: 60_001, share: 0.5 }, 'a whole number from 1 to 60000'],
    ['latency', { ms: 1.5, share: 0.5 }, 'a whole number from 1 to 60000'],
    ['latency', { ms: '900', share: 0.5 }, 'a whole number from 1 to 60000'],
    ['latency', { ms: 900 }, 'a number above 0 and up to 1'],
    ['latency', { ms: 900, share: 0 }, 'a number above 0 and up to 1'],
    ['latency', { ms: 900, share: 1.1 }, 'a number above 0 and up to 1'],
    ['latency', { ms: 900, share: 0.5, jitter: 1 }, 'unknown field "jitter"; allowed: ms, share'],
    ['latency', [], 'a JSON object, e.g. {"ms":900,"share":0.05}'],
    ['pool', { hold: 11 }, 'a whole number from 1 to 10'],
    ['pool', { hold: 0 }, 'a whole number from 1 to 10'],
    ['pool', undefined, 'a JSON object, e.g. {"hold":9}'],
    ['dbTimeout', { share: '20%' }, 'a number above 0 and up to 1'],
  ] as const)('%s refuses %j', (name, body, allowed) => {
    const result = schemas[name].safeParse(body)
    expect(result.error?.issues[0]?.message).toContain(allowed)
  })
})
