import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigProblems, findOnPath, formatProblem, readYaml } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { promtoolOf } from './run.ts'
import { failuresOf, runRuleTests } from './tests.ts'
import { verifyMetricRules } from './verify.ts'

const PATH = process.env['PATH']
const promtool = findOnPath('promtool', PATH)
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && promtool === undefined)

const folder = (): string => mkdtempSync(join(tmpdir(), 'tocsin-promtool-'))
function folderOf(files: Readonly<Record<string, string>>): string {
  const dir = folder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}
function program(dir: string, name: string, text = '#!/bin/sh\n'): string {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, name)
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

const ruleFile = (expr: string): string => `groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n`
const rendered = (text: string): string => `# Rendered from somewhere\n${text}`

async function verify(files: Readonly<Record<string, string>>, program: string | undefined) {
  const rulesDir = folderOf(files)
  const dir = folderOf(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, rendered(text)])))
  const notes: string[] = []
  const error = await verifyMetricRules({ promtool: program, dir, rulesDir, onNote: (note) => notes.push(note) }).catch(
    (caught: unknown) => caught,
  )
  return { rulesDir, notes, error }
}

real('good rules pass; a type mistake is a problem at its place in the source', async () => {
  const good = await verify({ 'a.rules.yml': ruleFile('rate(x[1m]) > 0') }, promtool)
  expect([good.error, good.notes]).toEqual([undefined, []])
  const files = {
    'a.rules.yml': ruleFile('rate(x[1m]) > 0'),
    'b.rules.yml': ruleFile('y > 0 or rate(x) > 0'),
    'router.yml': '{',
  }
  const { error, rulesDir } = await verify(files, promtool)
  expect(error).toBeInstanceOf(ConfigProblems)
  expect(error instanceof ConfigProblems && error.problems.map(formatProblem)).toEqual([
    `${rulesDir}/b.rules.yml:5:29: groups.0.rules.0.expr: expected type range vector in call to function "rate", got instant vector`,
  ])
})

test('without a promtool, or with one that cannot run, nothing is refused, and a note says what is not checked', async () => {
  const files = { 'a.rules.yml': ruleFile('rate(x)') }
  const none = await verify(files, undefined)
  expect(none.error).toBeUndefined()
  expect(none.notes).toEqual([expect.stringMatching(/^promtool was not found: the types .* are not checked/)])
  const broken = await verify(files, program(folder(), 'promtool', '#!/no/such/interpreter\n'))
  expect(broken.notes).toEqual([expect.stringMatching(/promtool cannot be run \(/)])
})

test('a refusal without words is a refusal', async () => {
  const { error, rulesDir } = await verify(
    { 'a.rules.yml': ruleFile('up') },
    program(folder(), 'promtool', '#!/bin/sh\nexit 3\n'),
  )
  expect(String(error)).toContain(`${rulesDir}:1:1: promtool refuses the rules`)
})

test('nothing to check: promtool is not asked', async () => {
  expect(await verify({ 'router.yml': '' }, undefined)).toMatchObject({ notes: [], error: undefined })
})

test('promtool: beside prometheus, beside what it is a link to, on PATH', () => {
  const [bin, linked, path] = [folder(), folder(), folder()]
  const prometheus = program(bin, 'prometheus')
  expect(promtoolOf(prometheus, path)).toBeUndefined()
  const onPath = program(path, 'promtool')
  expect(promtoolOf(prometheus, path)).toBe(onPath)
  const beside = program(bin, 'promtool')
  const link = join(linked, 'prometheus')
  symlinkSync(prometheus, link)
  expect([prometheus, link].map((place) => promtoolOf(place, path))).toEqual([beside, beside])
})

const TESTS = `rule_files: [a.rules.yml]
evaluation_interval: 15s
tests:
  - name: it fires, and says so
    interval: 15s
    input_series:
      - { series: 'up{service="shop"}', values: '5x80' }
    alert_rule_test:
      - { eval_time: 5m, alertname: A, exp_alerts: [{ exp_labels: { service: shop } }] }
      - { eval_time: 600s, alertname: A }
    promql_expr_test:
      - { expr: 'sum by (service) (up)', eval_time: 1m, exp_samples: [{ labels: '{service="shop"}', value: 7 }] }
`

real('tests that fail are told at their expectation, with what came instead; good ones are counted', async () => {
  const dir = folderOf({ 'a.rules.yml': ruleFile('up > 3'), 'a.test.yml': TESTS })
  const report = await runRuleTests(promtool ?? '', dir)
  if (report.kind !== 'ran') throw new Error(report.reason)
  expect(report.failures.map(({ problem }) => formatProblem(problem))).toEqual([
    `${dir}/a.test.yml:10:9: tests.0.alert_rule_test.1: it fires, and says so: A at 10m is not as expected`,
    `${dir}/a.test.yml:12:9: tests.0.promql_expr_test.0: sum by (service) (up) at 1m is not as expected`,
  ])
  expect(report.failures[0]?.details).toEqual(expect.arrayContaining(['exp:[],', 'got:[']))
  expect(report.failures[1]?.details.join('\n')).toMatch(/exp: .*7.*\ngot: .*5/)

  writeFileSync(
    join(dir, 'a.test.yml'),
    TESTS.replace(/\n {6}- \{ eval_time: 600s.*/, '').replace('value: 7', 'value: 5'),
  )
  expect(await runRuleTests(promtool ?? '', dir)).toEqual({ kind: 'ran', files: 1, failures: [] })
})

real.each([
  ['rule_files: [gone.rules.yml]\ntests: []\n', 'x.test.yml:1:13: rule_files: there is no file /'],
  ['rule_files: []\nfoo: 1\n', 'x.test.yml:2:1: field foo not found'],
  ['tests: [\n', 'x.test.yml:2:1: Flow sequence in block collection'],
])('a test file that is wrong: %j', async (text, expected) => {
  const report = await runRuleTests(promtool ?? '', folderOf({ 'x.test.yml': text }))
  expect(report.kind === 'ran' && report.failures.map(({ problem }) => formatProblem(problem))).toEqual([
    expect.stringContaining(expected),
  ])
})

test('a complaint that nobody knows is passed on', () => {
  const [failure] = failuresOf('  FAILED:\n  the moon is full\n', readYaml('tests: []\n', 'x.test.yml'))
  expect(failure && formatProblem(failure.problem)).toBe('x.test.yml:1:1: the moon is full')
})
