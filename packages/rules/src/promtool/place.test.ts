import { formatProblem } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { type Copy, problemsOfWords, sameSpot } from './place.ts'

const SOURCE = `# By hand
groups:
  - name: g


    rules:
      - alert: A
        expr: |
          rate(x[5m]) > 0
            and rate(y) > 0
      - record: r
        expr: sum(1)
        labels: { team: '{{ nope }}' }
`
/** As the demo makes it: one line more, empty lines and durations shortened. */
const COPY = `# Rendered\n${SOURCE.replace('g\n\n\n', 'g\n').replace('5m', '30s')}`

const copy: Copy = {
  ...{ file: '/staged/a.rules.yml', text: COPY, source: '/rules/a.rules.yml', sourceText: SOURCE, headerLines: 1 },
}
const other: Copy = { ...copy, file: '/staged/b.rules.yml', source: '/rules/b.rules.yml' }
const told = (words: string): string[] => problemsOfWords(words, [copy, other]).map(formatProblem)

/** Words as promtool 2.42 and 3.5 say them. */
test.each([
  [
    '/staged/a.rules.yml: 8:15: group "g", rule 1, "A": could not parse expression: 2:12: parse error: expected type range vector in call to function "rate", got instant vector',
    '/rules/a.rules.yml:10:22: groups.0.rules.0.expr: expected type range vector in call to function "rate", got instant vector',
  ],
  [
    '/staged/a.rules.yml: 8:15: group "g", rule 1, "A": could not parse expression: 1:14: parse error: unexpected ">"',
    '/rules/a.rules.yml:9:23: groups.0.rules.0.expr: unexpected ">"',
  ],
  [
    '/staged/b.rules.yml: 10:15: group "g", rule 2, "r": could not parse expression: 1:5: parse error: expected type instant vector in aggregation expression, got scalar',
    '/rules/b.rules.yml:12:19: groups.0.rules.1.expr: expected type instant vector',
  ],
  [
    '/staged/a.rules.yml: group "g", rule 2, "r": label "team": template: __alert_r:1: function "nope" not defined',
    '/rules/a.rules.yml:13:25: groups.0.rules.1.labels.team: template: __alert_r:1: function "nope" not defined',
  ],
  [
    '/staged/a.rules.yml: yaml: unmarshal errors:\n  line 9: field foo not found in type rulefmt.RuleNode',
    '/rules/a.rules.yml:8:1: field foo not found in type rulefmt.RuleNode',
  ],
  ['/staged/a.rules.yml: yaml: line 3: did not find expected key', '/rules/a.rules.yml:2:1: did not find expected key'],
  ['/staged/a.rules.yml: 3:5: groupname: "g" is repeated', '/rules/a.rules.yml:2:5: groupname: "g" is repeated'],
  [
    '/staged/a.rules.yml: group "gone", rule 1, "X": strange',
    '/rules/a.rules.yml:1:1: group "gone", rule 1, "X": strange',
  ],
  ['something nobody expects', '/rules/a.rules.yml:1:1: something nobody expects'],
])('%s', (words, expected) => {
  expect(told(`Checking /staged/a.rules.yml\n  FAILED:\n${words}\n\n`)).toEqual([expect.stringContaining(expected)])
})

test('several complaints about several files, and none where there are none', () => {
  const [first, second] = ['/staged/a.rules.yml: line 2: one', '/staged/b.rules.yml: line 3: two']
  expect(told(`${first}\n${second}\n`)).toEqual(['/rules/a.rules.yml:1:1: one', '/rules/b.rules.yml:2:1: two'])
  expect(told('Checking /staged/a.rules.yml\n  SUCCESS: 3 rules found\n')).toEqual([])
})

test.each([
  ['rate(x[30s]) > y', 'rate(x[5m]) > y', 13, 12],
  ['rate(x[30s])', 'rate(x[5m])', 8, 9],
  ['a[30s] + b[10s:5s]', 'a[5m] + b[1h:30s]', 9, 8],
  ['short', 'short', 40, 5],
])('%s, %s: %i is %i', (theirs, ours, index, expected) => expect(sameSpot(theirs, ours, index)).toBe(expected))
