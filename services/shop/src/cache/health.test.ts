import { describe, expect, test } from 'vitest'
import { type Health, observe, reasonOf, type Sign, WELL } from './health.ts'

const ok: Sign = { kind: 'answered' }
const fails: Sign = { kind: 'failed', reason: 'CLUSTERDOWN' }
const closed: Sign = { kind: 'closed', reason: 'ECONNREFUSED' }

describe('what is said, and when', () => {
  test.each<[string, readonly (readonly [number, Sign])[], readonly string[]]>([
    [
      'answers',
      [
        [0, ok],
        [9000, ok],
      ],
      [],
    ],
    [
      'four failures in a row are no loss',
      [
        [0, fails],
        [1, fails],
        [2, fails],
        [3, fails],
        [4, ok],
      ],
      [],
    ],
    [
      'failures between answers are no loss',
      Array.from({ length: 20 }, (_, at) => [at, at % 2 === 0 ? fails : ok] as const),
      [],
    ],
    [
      'the fifth is',
      [
        [0, fails],
        [1, fails],
        [2, fails],
        [3, fails],
        [4, fails],
        [5, fails],
      ],
      ['4 lost CLUSTERDOWN'],
    ],
    ['a lost connection is one at once', [[7, closed]], ['7 lost ECONNREFUSED']],
    [
      'attempts to connect again say nothing',
      [
        [0, closed],
        [100, closed],
        [300, closed],
        [310, fails],
      ],
      ['0 lost ECONNREFUSED'],
    ],
    [
      'back after two seconds without a failure',
      [
        [0, closed],
        [500, fails],
        [2499, ok],
        [2500, ok],
        [2501, ok],
      ],
      ['0 lost ECONNREFUSED', '2500 back 2500'],
    ],
    [
      'a cluster that answers for some keys only is lost once',
      [[0, closed], ...Array.from({ length: 60 }, (_, i) => [i * 100, i % 3 === 0 ? fails : ok] as const)],
      ['0 lost ECONNREFUSED'],
    ],
  ])('%s', (_, signs, said) => {
    let health: Health = WELL
    const heard: string[] = []
    for (const [at, sign] of signs) {
      const seen = observe(health, sign, at)
      health = seen.health
      if (seen.news)
        heard.push(`${at} ${seen.news.kind} ${seen.news.kind === 'lost' ? seen.news.reason : seen.news.afterMs}`)
    }
    expect(heard).toEqual(said)
  })

  test('lines are bounded: never more than a pair in two seconds', () => {
    let health: Health = WELL
    let lines = 0
    for (let at = 0; at < 60_000; at += 10) {
      const seen = observe(health, at % 20 === 0 ? closed : ok, at)
      health = seen.health
      if (seen.news) lines++
    }
    expect(lines).toBe(1)
  })
})

describe('reasonOf', () => {
  const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })
  test.each([
    [named('ReplyError', 'WRONGPASS invalid username-password pair'), 'WRONGPASS'],
    [named('ReplyError', "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'x' 'secret'"), 'ERR'],
    [named('ReplyError', 'secret'), 'refused'],
    [Object.assign(new Error('connect ECONNREFUSED 10.0.0.1:1'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error('Command timed out'), 'Command timed out'],
    [
      Object.assign(new Error('Failed to refresh slots cache.'), { lastNodeError: named('ReplyError', 'NOAUTH x') }),
      'NOAUTH',
    ],
    ['text', 'unknown'],
  ])('%s → %s', (error, reason) => {
    expect(reasonOf(error)).toBe(reason)
  })
})
