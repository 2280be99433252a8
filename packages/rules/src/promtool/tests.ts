/** `promtool test rules`, read: which expectation of which test file failed, and what came instead. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Path, type Problem, parseDuration, readYaml, type Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'
import { runPromtool } from './run.ts'

export interface TestFailure {
  /** At the expectation in the test file, as far as promtool says which. */
  readonly problem: Problem
  /** promtool's own words about it: what was expected, what came. */
  readonly details: readonly string[]
}

export type TestReport =
  | { readonly kind: 'ran'; readonly files: number; readonly failures: readonly TestFailure[] }
  | { readonly kind: 'unrunnable'; readonly reason: string }

/** Runs each `*.test.yml` of `dir` by itself, so that each complaint has its file. */
export async function runRuleTests(promtool: string, dir: string): Promise<TestReport> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.test.yml') && !name.startsWith('.')).toSorted()
  const failures: TestFailure[] = []
  for (const name of names) {
    const file = join(dir, name)
    const verdict = await runPromtool(promtool, ['test', 'rules', file])
    if (verdict.kind === 'unrunnable') return verdict
    const found = failuresOf(verdict.words, readYaml(await readFile(file, 'utf8'), file))
    failures.push(...found)
    if (verdict.kind === 'refused' && found.length === 0) {
      failures.push({
        problem: { file, line: 1, column: 1, path: '', message: 'promtool refuses the tests' },
        details: [],
      })
    }
  }
  return { kind: 'ran', files: names.length, failures }
}

const NAME = /^ {4}name: (.*),$/
const ALERT = /^ {4}alertname: (.*?), time: (.*?),\s*$/
const EXPRESSION = /^ {4}expr: "(.*)", time: (.*?),\s*$/
const NO_MATCH = /^WARNING: no file match pattern (.*)$/
const YAML_LINE = /^(?:yaml: )?line (\d+): (.*)$/

/** One failure for each complaint. Pure. */
export function failuresOf(words: string, source: Source): TestFailure[] {
  if (source.syntax.length > 0) return source.syntax.map((problem) => ({ problem, details: [] }))
  const failures: { problem: Problem; details: string[] }[] = []
  // The name of the test is said before each complaint about an alert, and about nothing else.
  let test = ''
  const add = (path: Path, message: string): void => {
    failures.push({ problem: source.problemAt(path, message), details: [] })
    test = ''
  }
  for (const line of words.split('\n')) {
    const text = line.trim()
    if (text === '' || text === 'FAILED:' || text === 'SUCCESS' || text.startsWith('Unit Testing:')) continue
    const [name, alert, expression, noMatch, atLine] = [
      NAME.exec(line),
      ALERT.exec(line),
      EXPRESSION.exec(line),
      NO_MATCH.exec(text),
      YAML_LINE.exec(text),
    ]
    if (name) test = name[1] ?? ''
    else if (alert) add(...alertFailure(source, test, alert[1] ?? '', alert[2] ?? ''))
    else if (expression) add(...expressionFailure(source, test, expression[1] ?? '', expression[2] ?? ''))
    else if (noMatch) add(['rule_files'], `there is no file ${noMatch[1]}: nothing of it is tested`)
    else if (text === 'yaml: unmarshal errors:') continue
    else if (atLine) {
      const place = { ...source.problemAt([], atLine[2] ?? text), line: Number(atLine[1]), column: 1 }
      failures.push({ problem: place, details: [] })
    } else if (line.startsWith('      ') && failures.length > 0)
      failures.at(-1)?.details.push(line.slice(8).trimEnd() || text)
    else add([], text)
  }
  return failures
}

function alertFailure(source: Source, test: string, alertname: string, time: string): [Path, string] {
  const path = find(source, test, 'alert_rule_test', (entry) => entry['alertname'] === alertname, time)
  return [path, `${quoted(test)}${alertname} at ${time} is not as expected`]
}

function expressionFailure(source: Source, test: string, printed: string, time: string): [Path, string] {
  const expr = unquoted(printed)
  const path = find(source, test, 'promql_expr_test', (entry) => String(entry['expr']).trim() === expr.trim(), time)
  return [path, `${quoted(test)}${expr.trim()} at ${time} is not as expected`]
}

const quoted = (test: string): string => (test === '' ? '' : `${test}: `)

function unquoted(printed: string): string {
  try {
    return String(JSON.parse(`"${printed}"`))
  } catch {
    return printed
  }
}

/** The expectation that promtool speaks of: of the test with that name, at that time. */
function find(
  source: Source,
  test: string,
  kind: 'alert_rule_test' | 'promql_expr_test',
  wanted: (entry: Readonly<Record<string, unknown>>) => boolean,
  time: string,
): Path {
  const tests = isRecord(source.value) ? listOf(source.value['tests']) : []
  for (const [testAt, entry] of tests.entries()) {
    if (!isRecord(entry) || (test !== '' && entry['name'] !== test)) continue
    for (const [at, expectation] of listOf(entry[kind]).entries()) {
      if (!isRecord(expectation) || !wanted(expectation)) continue
      if (parseDuration(String(expectation['eval_time'])) === parseDuration(time)) return ['tests', testAt, kind, at]
    }
  }
  return ['tests']
}
