import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DEFAULT_HANDLING } from './delivery.ts'
import { parseRouterConfig } from './parse.ts'

const robot = z.strictObject({ url: z.url({ error: 'must be a URL' }), language: z.enum(['zh', 'en']).default('en') })
const parse = (text: string) => parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({ robot }) })

/** One valid file; each case replaces one piece of it. */
const BASE = `route:
  receiver: a
  routes:
    - matchers: [ x="y" ]
receivers:
  - name: a
    robot_configs:
      - url: http://h/k
tiers:
  wecom: { receiver: a, objective: 1m }
`

function configOf(text: string) {
  const result = parse(text)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

describe('a receiver that no route and no tier leads to', () => {
  const unused = BASE.replace(
    'tiers:',
    () => '  - name: later\n    robot_configs: [{ url: "${NONE}" }, { url: http://h/2 }]\ntiers:',
  )

  test('may wait for its variables, and is told to nobody until it has them', () => {
    expect(configOf(unused).receivers[1]).toEqual({
      name: 'later',
      labels: { name: 'later' },
      integrations: [{ type: 'robot', index: 1, config: { url: 'http://h/2', language: 'en' } }],
      ...DEFAULT_HANDLING,
    })
  })

  test.each([
    ['a tier', 'objective: 1m }', 'objective: 1m }\n  mail: { receiver: later, objective: 1m }'],
    ['a route', '  routes:', '  routes:\n    - { receiver: later, matchers: [ a="b" ] }'],
    ['a route in a route', 'matchers: [ x="y" ]', 'matchers: [ x="y" ]\n      routes: [{ receiver: later }]'],
  ])('needs them as soon as %s does', (_name, from, to) => {
    const result = parse(unused.replace(from, () => to))
    expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
      'environment variable NONE is not set; set it, or write the value here',
    ])
  })

  test('is checked in all other ways', () => {
    const result = parse(unused.replace('http://h/2', 'nope'))
    expect(result.ok ? [] : result.problems.map(({ path }) => path)).toEqual(['receivers.1.robot_configs.1.url'])
  })
})
