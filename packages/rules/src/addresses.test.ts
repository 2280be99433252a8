import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { addressProblems, fillAddresses } from './addresses.ts'
import { readRuleFile } from './rule-file.ts'

const FILE = `groups:
  - name: g
    rules:
      # The description ends with a line break.
      - alert: A
        expr: up == 0
        annotations:
          summary: s
          description: |
            one

            two
          dashboard_url: \${TOCSIN_GRAFANA_URL}/d/a?var-service={{ $labels.service | urlquery }} # the whole service
          # Kept.
          runbook_url: \${TOCSIN_EXTERNAL_URL}/runbooks/A
      - alert: B
        expr: up == 0
        annotations:
          summary: >-
            folded
          panel_url: >-
            \${TOCSIN_GRAFANA_URL}/d/b
            ?viewPanel=2

          other_url: '\${TOCSIN_GRAFANA_URL}/d/c'
      - alert: C
        expr: up == 0
        annotations:
          summary: s
          dashboard_url: "\${TOCSIN_GRAFANA_URL}/d/d"
`
const externalUrl = 'https://tocsin.example/a$&b'
const GRAFANA = 'https://grafana.example/x'

function annotationsOf(text: string): unknown[] {
  const file = parse(text) as { groups: { rules: { annotations: unknown }[] }[] }
  return file.groups.flatMap(({ rules }) => rules.map(({ annotations }) => annotations))
}

test('with Grafana: each address in its place', () => {
  const copy = fillAddresses(FILE, { externalUrl, grafanaUrl: GRAFANA })
  expect(annotationsOf(copy)).toEqual([
    {
      summary: 's',
      description: 'one\n\ntwo\n',
      dashboard_url: `${GRAFANA}/d/a?var-service={{ $labels.service | urlquery }}`,
      runbook_url: `${externalUrl}/runbooks/A`,
    },
    { summary: 'folded', panel_url: `${GRAFANA}/d/b ?viewPanel=2`, other_url: `${GRAFANA}/d/c` },
    { summary: 's', dashboard_url: `${GRAFANA}/d/d` },
  ])
  expect(copy.split('\n')).toHaveLength(FILE.split('\n').length)
})

test('without Grafana: its annotations are left out, everything else stays on its line', () => {
  const copy = fillAddresses(FILE, { externalUrl, grafanaUrl: undefined })
  expect(annotationsOf(copy)).toEqual([
    { summary: 's', description: 'one\n\ntwo\n', runbook_url: `${externalUrl}/runbooks/A` },
    { summary: 'folded' },
    { summary: 's' },
  ])
  const [before, after] = [FILE.split('\n'), copy.split('\n')]
  expect(after).toHaveLength(before.length)
  const changed = after.flatMap((line, index) => (line === before[index] ? [] : [`${index + 1}: ${line.trim()}`]))
  expect(changed).toEqual([
    '13: # dashboard_url is left out: TOCSIN_GRAFANA_URL is not set # the whole service',
    `15: runbook_url: ${externalUrl}/runbooks/A`,
    '21: # panel_url is left out: TOCSIN_GRAFANA_URL is not set',
    '22: ',
    '23: ',
    '25: # other_url is left out: TOCSIN_GRAFANA_URL is not set',
    '30: # dashboard_url is left out: TOCSIN_GRAFANA_URL is not set',
  ])
})

describe('a placeholder in a wrong place', () => {
  const problems = (text: string): string[] => {
    const file = readRuleFile(text, 'r.yml')
    return addressProblems(file, text).map(formatProblem)
  }

  test('none in the file above', () => {
    expect(problems(FILE)).toEqual([])
  })

  test.each([
    ['expr: up == 0', 'expr: up{a="${TOCSIN_GRAFANA_URL}"} == 0', '6:21: ', 'is filled in only in annotations'],
    ['alert: A', 'labels: { a: "${TOCSIN_EXTERNAL_URL}" }', '5:23: ', 'is filled in only in annotations'],
    ['name: g', 'name: ${TOCSIN_EXTERNAL_URL}', '2:11: ', 'is filled in only in annotations'],
    ['summary: s', 'summary: ${TOCSIN_GRAFANA_URL}/d/a', '8:20: ', 'must begin an annotation of its own'],
    ['summary: s', 'more: see ${TOCSIN_GRAFANA_URL}/d/a', '8:21: ', 'must begin an annotation of its own'],
    [
      'summary: s',
      'more: see ${TOCSIN_GRAFANA}/d/a',
      '8:21: ',
      '${TOCSIN_GRAFANA} is not known here; write ${TOCSIN_EXT',
    ],
    ['summary: s', 'more: ${TOCSIN_GRAFANA_URL', '8:17: ', '${TOCSIN_GRAFANA_URL is not known here'],
    [
      'summary: s',
      'a: &a ${TOCSIN_GRAFANA_URL}/d/a\n          b: *a',
      '9:14: ',
      'on a line of its own, without { } and *',
    ],
  ])('%s → %s', (from, to, place, message) => {
    const text = FILE.replace(from, () => to)
    expect(problems(text)).toEqual([expect.stringContaining(message)])
    expect(problems(text)[0]).toContain(`r.yml:${place}`)
  })

  test('in a map in braces, which has no line to leave out', () => {
    const text = FILE.replace(/annotations:\n +summary: s\n +dashboard_url: (.*)\n$/, 'annotations: { a_url: $1 }\n')
    expect(text).not.toBe(FILE)
    expect(problems(text)).toEqual([
      expect.stringContaining('r.yml:28:32: groups.0.rules.2.annotations.a_url: write this'),
    ])
  })
})
