import type { Problem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { initialState, type Reader, type State } from '../converge/state.ts'
import { tell } from './status.ts'
import { createTidy, MOST_PROBLEMS } from './tidy.ts'

const problem = (message: string, file = '/repo/alert-rules/router.yml'): Problem => ({
  ...{ file, line: 3, column: 5, path: 'route', message },
})

describe('tidy', () => {
  const env = {
    TOCSIN_TICKET_TOKEN: 'tok-123456789',
    TOCSIN_WECOM_ROBOT_URL: 'https://qyapi.example/send?key=abc-def-ghi',
    TOCSIN_RULES_ROUTER_URL: 'http://127.0.0.1:9093',
    TOCSIN_SMS_TO: '12',
    OTHER: 'not ours at all',
  }
  const tidy = createTidy({ from: '/repo/alert-rules', env })

  test('files are called as people call them, in messages too', () => {
    expect(tidy([problem('already defined at /repo/alert-rules/a.rules.yml:1:2')])).toEqual([
      problem('already defined at alert-rules/a.rules.yml:1:2', 'alert-rules/router.yml'),
    ])
    expect(createTidy({ from: '/alert-rules', env })([problem('x', '/alert-rules/router.yml')])[0]?.file).toBe(
      'alert-rules/router.yml',
    )
  })

  test.each([
    ['"https://qyapi.example/send?key=abc-def-ghi" is no X', '"${TOCSIN_WECOM_ROBOT_URL}" is no X'],
    ['unexpected tok-123456789 here', 'unexpected ${TOCSIN_TICKET_TOKEN} here'],
    ['pasted: https://h/send?key=other-secret&a=1', 'pasted: https://h/send?key=…&a=1'],
    ['access_token=x.y.z"', 'access_token=…"'],
    ['the router at http://127.0.0.1:9093, 12 times', 'the router at http://127.0.0.1:9093, 12 times'],
    ['not ours at all', 'not ours at all'],
  ])('%s → %s', (message, expected) => expect(tidy([problem(message)])[0]?.message).toBe(expected))

  test('thousands become a page, and one says how many are left', () => {
    const many = tidy(Array.from({ length: MOST_PROBLEMS + 950 }, (_, n) => problem(`${n}`)))
    expect(many).toHaveLength(MOST_PROBLEMS + 1)
    expect(many.at(-1)).toMatchObject({ file: 'alert-rules', message: 'and 950 more; npm run check tells them all' })
    expect(tidy([problem('x'.repeat(5_000))])[0]?.message).toHaveLength(1_001)
  })
})

describe('what is told', () => {
  const onDisk = { router: 'r', prometheus: 'p' }
  const fresh = initialState({ onDisk, accepted: onDisk, targets: ['router'], now: 0 })
  const inForce: State = { ...fresh, edit: { kind: 'in-force', look: 'a' } }
  const refused = (message: string): State => ({
    ...fresh,
    edit: { kind: 'refused', look: 'b', problems: [problem(message)] },
  })
  const withRouter = (reader: Reader): State => ({ ...inForce, readers: { ...inForce.readers, router: reader } })

  test('nothing before anything was tried', () => expect(tell(fresh, undefined, 5)).toBeUndefined())

  test('in force since the files are what they are; refused since the first refusal; mended since now', () => {
    const first = tell(inForce, undefined, 10)
    expect(first?.status).toEqual({ state: 'in-force', since: 10 })
    expect(tell(inForce, first, 20)?.status).toEqual({ state: 'in-force', since: 10 })
    const other: State = { ...inForce, onDisk: { ...onDisk, prometheus: 'p2' } }
    expect(tell(other, first, 30)?.status).toEqual({ state: 'in-force', since: 30 })
    const bad = tell(refused('one'), first, 40)
    expect(bad?.status).toEqual({ state: 'refused', since: 40, problems: [problem('one')] })
    expect(tell(refused('two'), bad, 50)?.status).toEqual({ state: 'refused', since: 40, problems: [problem('two')] })
    expect(tell(inForce, bad, 60)?.status).toEqual({ state: 'in-force', since: 60 })
  })

  test('a target that refused is told of until it has accepted, also while it is asked again', () => {
    const refusal = { problems: [problem('no')], times: 1 }
    const owed = { kind: 'owed', since: 0, dueAt: 0, failures: 0, reason: undefined } as const
    const readers: [Reader, string][] = [
      [{ kind: 'refusing', version: 'r', refusal, dueAt: 9, restore: 'done' }, 'refused'],
      [{ ...owed, refusal }, 'refused'],
      [{ kind: 'asked', since: 0, version: 'r', failures: 0, refusal }, 'refused'],
      [{ ...owed, refusal: undefined }, 'in-force'],
      [{ kind: 'loaded', version: 'r', at: 0 }, 'in-force'],
    ]
    for (const [reader, state] of readers) expect(tell(withRouter(reader), undefined, 5)?.status.state).toBe(state)
  })
})
