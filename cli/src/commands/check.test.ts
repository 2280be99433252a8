import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { check } from './check.ts'

const SHIPPED = join(import.meta.dirname, '../../../alert-rules')
const PATH = process.env['PATH']
const promtool = findOnPath('promtool', PATH)
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && promtool === undefined)

/** A copy of the shipped rules with files of the test's own beside them. */
function rules(files: Readonly<Record<string, string>>): string {
  const dir = join(mkdtempSync(join(tmpdir(), 'tocsin-check-')), 'alert-rules')
  cpSync(SHIPPED, dir, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

const mine = (expr: string, more = ''): string => `groups:
  - name: mine
    rules:
      - alert: Mine
        expr: ${expr}${more}
        labels: { severity: warning }
        annotations: { summary: s, description: d, runbook_url: 'https://wiki.example/mine' }
`
const MINE_TEST = `rule_files: [mine.rules.yml]
tests:
  - name: fires at 9 of 10
    input_series:
      - { series: 'used{service="shop"}', values: '9x10' }
    alert_rule_test:
      - { eval_time: 1m, alertname: Mine, exp_alerts: [{ exp_labels: { service: shop, severity: warning },
          exp_annotations: { summary: s, description: d, runbook_url: 'https://wiki.example/mine' } }] }
`

async function run(dir: string, options: { readonly path?: string | undefined; readonly dataDir?: string } = {}) {
  const lines: string[] = []
  const code = await check({
    dir,
    env: { PATH: 'path' in options ? options.path : PATH },
    dataDir: options.dataDir ?? '/nowhere',
    print: (line) => lines.push(line),
  })
  return { code, lines, last: lines.at(-1) }
}

real('the shipped rules pass, promtool and its tests included', async () => {
  const { code, lines } = await run(SHIPPED)
  expect(lines).toEqual([
    expect.stringMatching(/^alert-rules: \d+ files checked, also by promtool \(\d+ \*\.test\.yml run\), no problems$/),
  ])
  expect(code).toBe(0)
})

test('a mistake that we see ourselves is told once, by us', async () => {
  const { code, lines } = await run(rules({ 'mine.rules.yml': mine('rate(up)', '\n        for: soon') }))
  expect(code).toBe(1)
  expect(lines).toEqual([
    expect.stringMatching(/alert-rules\/mine\.rules\.yml:6:14: groups\.0\.rules\.0\.for: "soon" is no duration/),
    expect.stringMatching(/checked, 1 problem$/),
  ])
})

real('a type mistake that only promtool sees, at its place', async () => {
  const { code, lines } = await run(rules({ 'mine.rules.yml': mine('up > 1 or rate(up) > 0') }))
  expect(code).toBe(1)
  expect(lines).toEqual([
    expect.stringMatching(/mine\.rules\.yml:5:30: groups\.0\.rules\.0\.expr: expected type range vector/),
    expect.stringMatching(/also by promtool, 1 problem$/),
  ])
})

real('a test that fails, at its expectation, with what came instead', async () => {
  const files = { 'mine.rules.yml': mine('used > 8'), 'mine.test.yml': MINE_TEST }
  expect((await run(rules(files))).code).toBe(0)
  const { code, lines, last } = await run(rules({ ...files, 'mine.rules.yml': mine('used > 9') }))
  expect(code).toBe(1)
  expect(lines[0]).toMatch(
    /mine\.test\.yml:7:9: tests\.0\.alert_rule_test\.0: fires at 9 of 10: Mine at 1m is not as expected$/,
  )
  expect(lines).toContainEqual(expect.stringMatching(/^ {4}got:\[\]/))
  expect(last).toMatch(/1 problem$/)
})

test('without promtool it says what was not checked and how to get it, and passes', async () => {
  const { code, lines } = await run(SHIPPED, { path: '/nowhere' })
  expect(code).toBe(0)
  expect(lines[0]).toMatch(/^promtool was not found, .* no \*\.test\.yml was run\.\n.*apt-get install/)
  expect(lines[1]).toMatch(/checked, without promtool, no problems$/)
})

real('the promtool that npm start unpacked is used where PATH has none', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'tocsin-data-'))
  const bin = join(dataDir, 'packages', 'prometheus', 'usr', 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(promtool ?? '', join(bin, 'promtool'))
  expect((await run(SHIPPED, { path: '/nowhere', dataDir })).last).toMatch(/also by promtool/)
})
