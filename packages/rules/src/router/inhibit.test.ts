import { expect, test } from 'vitest'
import { parseRouterConfig, type RouterParseOptions } from './parse.ts'

const parse = (rule: string, options: Partial<RouterParseOptions> = {}) =>
  parseRouterConfig(`inhibit_rules:\n  - ${rule}\nroute: { receiver: a }\nreceivers: [{ name: a }]\n`, {
    file: 'router.yml',
    env: {},
    channels: () => ({}),
    ...options,
  })

test('both forms of matchers, together', () => {
  const result = parse(
    '{ name: nodes, source_match: { b: 1, a: yes }, source_match_re: { c: "x|y" }, source_matchers: [ "{d!=1, e!~z.*}" ], target_match: { f: }, target_match_re: { g: h }, target_matchers: [ i="j" ], equal: [ cluster, "app.kubernetes.io/name" ] }',
  )
  expect(result.ok && result.config.inhibitRules).toEqual([
    {
      name: 'nodes',
      source: [
        { name: 'a', op: '=', value: 'yes' },
        { name: 'b', op: '=', value: '1' },
        { name: 'c', op: '=~', value: 'x|y' },
        { name: 'd', op: '!=', value: '1' },
        { name: 'e', op: '!~', value: 'z.*' },
      ],
      target: [
        { name: 'f', op: '=', value: '' },
        { name: 'g', op: '=~', value: 'h' },
        { name: 'i', op: '=', value: 'j' },
      ],
      equal: ['cluster', 'app.kubernetes.io/name'],
    },
  ])
})

test('nothing is required', () => {
  const result = parse('{}')
  expect(result.ok && result.config.inhibitRules).toEqual([{ name: '', source: [], target: [], equal: [] }])
})

test.each([
  ['{ source_match: { "a-b": x } }', 'source_match.a-b: invalid label name "a-b"; use matchers for other names'],
  ['{ target_match: { "1": x } }', 'target_match.1: invalid label name "1"'],
  ['{ source_match_re: { a: "(" } }', 'source_match_re.a: error parsing regexp: missing closing )'],
  ['{ target_match_re: { a: } }', 'target_match_re.a: invalid regexp value for "a"'],
  ['{ source_matchers: [ oops ] }', 'source_matchers.0: bad matcher format: oops'],
  ['{ target_matchers: a=b }', 'target_matchers: must be a list of matchers'],
  ['{ equal: [ "" ] }', 'equal.0: invalid label name "" in equal list'],
  ['{ equal: cluster }', 'equal: must be a list of label names'],
  ['{ equals: [] }', 'equals: unknown field "equals"'],
  ['nope', 'must be an object with source_matchers, target_matchers and equal'],
])('%s → %s', (rule, expected) => {
  const result = parse(rule)
  const shown = result.ok ? [] : result.problems.map(({ line, path, message }) => `${line} ${path}: ${message}`)
  expect(shown).toEqual([expect.stringContaining(`2 inhibit_rules.0`)])
  expect(shown[0]).toContain(expected)
})

test('classic mode knows classic names only', () => {
  const result = parse('{ equal: [ a.b ] }', { matchers: 'classic' })
  expect(result.ok ? [] : result.problems.map(({ message }) => message)).toEqual([
    'invalid label name "a.b" in equal list',
  ])
})
