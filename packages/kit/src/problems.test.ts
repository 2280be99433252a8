import { expect, test } from 'vitest'
import { formatProblem, readYaml } from './problems.ts'

const problemsOf = (text: string): string[] => readYaml(text, 'f.yml').syntax.map(formatProblem)

test('a text that is no YAML, and one that the reader gives up on: problems, never a throw', () => {
  expect(problemsOf('a: [1,\nb: 2')).toEqual([expect.stringMatching(/^f\.yml:2:\d+: /)])
  expect(problemsOf('a:\n  - b: c: d\n')).toEqual(['f.yml:2:8: Nested mappings are not allowed in compact mappings'])
  for (const deep of ['['.repeat(200_000), '['.repeat(5_000) + ']'.repeat(5_000)]) {
    expect(problemsOf(deep).length).toBeGreaterThan(0)
  }
  const bomb = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]`).join('\n')
  expect(problemsOf(`l0: &l0 [x]\n${bomb}\n`)).toEqual([expect.stringMatching(/^f\.yml:1:1: cannot be read as YAML: /)])
  expect(readYaml('a: 1', 'f.yml').value).toEqual({ a: 1 })
})
