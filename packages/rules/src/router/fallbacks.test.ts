import { formatProblem } from '@tocsin/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { chainFrom } from './fallbacks.ts'
import { parseRouterConfig } from './parse.ts'

const robot = z.strictObject({ url: z.url({ error: 'must be a URL' }) })

/** `a` is used; each of these is `NAME: FALLBACK`. */
function parse(fallbacks: Readonly<Record<string, string | undefined>>) {
  const receivers = Object.entries(fallbacks).map(([name, to]) =>
    [
      `  - name: ${name}`,
      ...(to === undefined ? [] : [`    delivery: { fallback: { receiver: ${to}, after: 5m } }`]),
      '    robot_configs: [{ url: "${NONE}" }]',
    ].join('\n'),
  )
  const text = `route: { receiver: a }\nreceivers:\n${receivers.join('\n')}\n`
  const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({ robot }) })
  return (parsed.ok ? [] : parsed.problems).filter(({ message }) => !message.includes('NONE')).map(formatProblem)
}

test('a chain of others is taken', () => {
  expect(parse({ a: 'b', b: 'c', c: undefined })).toEqual([])
})

test.each([
  ['nobody knows', { a: 'x' }, /router\.yml:4:\d+.*undefined receiver "x" used as fallback of "a"; defined: a/],
  ['it is itself', { a: 'a' }, /router\.yml:4:\d+.*"a" falls back to itself/],
])('a fallback that %s is refused where it stands', (_name, fallbacks, said) => {
  expect(parse(fallbacks)).toEqual([expect.stringMatching(said)])
})

test('a circle is told at each of its receivers, and not at those that only lead there', () => {
  expect(parse({ a: 'b', b: 'c', c: 'b' })).toEqual([
    expect.stringContaining('in a circle: b → c → b'),
    expect.stringContaining('in a circle: c → b → c'),
  ])
})

test('who is heard instead of a used receiver is used too: its variables are needed', () => {
  const needed = (fallbacks: Readonly<Record<string, string | undefined>>): number => {
    const receivers = Object.entries(fallbacks).map(
      ([name, to]) =>
        `  - { name: ${name}, robot_configs: [{ url: "\${NONE}" }]${to === undefined ? '' : `, delivery: { fallback: { receiver: ${to} } }`} }`,
    )
    const text = `route: { receiver: a }\nreceivers:\n${receivers.join('\n')}\n`
    const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({ robot }) })
    return parsed.ok ? 0 : parsed.problems.length
  }
  expect(needed({ a: undefined, b: 'c', c: undefined })).toBe(1)
  expect(needed({ a: 'b', b: 'c', c: undefined })).toBe(3)
})

test('whatever falls back to whom, a chain ends', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd')
  fc.assert(
    fc.property(fc.array(fc.tuple(name, name)), (pairs) => {
      const before = chainFrom('a', new Map(pairs)).slice(0, -1)
      expect(new Set(before).size).toBe(before.length)
    }),
  )
})
