import { join, resolve } from 'node:path'
import { channelSchemas } from '@tocsin/channels'
import { findOnPath, formatProblem, isProgram, type Problem } from '@tocsin/kit'
import { checkRules } from '@tocsin/rules'
import { judgeMetricRules, runRuleTests, type TestFailure } from '@tocsin/rules/promtool'
import { shorter } from '../shorter.ts'

export interface CheckArguments {
  readonly dir: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where `tocsin start` may have unpacked Prometheus. */
  readonly dataDir: string
  readonly print: (line: string) => void
}

const NO_PROMTOOL =
  'promtool was not found, on PATH or unpacked by npm start: the types in expressions were not checked, and no *.test.yml was run.\n' +
  'Prometheus brings it: apt-get install prometheus (from Debian 13 on: promtool), brew install prometheus.'

/** Prints `file:line:column: …` for each problem; gives back the exit code. */
export async function check({ dir, env, dataDir, print }: CheckArguments): Promise<number> {
  // Rules are often checked where the secrets are not, so unset variables are no problem here.
  const { files, problems } = await checkRules(dir, { env, channels: channelSchemas, requireEnv: false })
  const count = `${files.length} ${files.length === 1 ? 'file' : 'files'}`
  const tell = (found: readonly Problem[]): void => {
    for (const problem of found) print(formatProblem({ ...problem, file: shorter(problem.file) }))
  }
  const end = (told: string, wrong: number): number => {
    const verdict = wrong === 0 ? 'no problems' : wrong === 1 ? '1 problem' : `${wrong} problems`
    print(`${shorter(dir)}: ${count} checked${told}, ${verdict}`)
    return wrong === 0 ? 0 : 1
  }

  tell(problems)
  // What does not parse here would only be told twice.
  if (problems.length > 0) return end('', problems.length)
  const promtool = promtoolFor(env['PATH'], dataDir)
  if (promtool === undefined) {
    print(NO_PROMTOOL)
    return end(', without promtool', 0)
  }
  const judgement = await judgeMetricRules({ promtool, dir: resolve(dir), rulesDir: resolve(dir) })
  if (judgement.kind === 'unjudged') {
    print(`${judgement.reason}: the types in expressions were not checked, and no *.test.yml was run.`)
    return end(', without promtool', 0)
  }
  tell(judgement.problems)
  if (judgement.problems.length > 0) return end(', also by promtool', judgement.problems.length)
  const report = await runRuleTests(promtool, resolve(dir))
  if (report.kind === 'unrunnable') {
    print(`${report.reason}: no *.test.yml was run.`)
    return end(', also by promtool', 0)
  }
  for (const failure of report.failures) for (const line of failureLines(failure)) print(line)
  const tests = report.files === 0 ? 'no *.test.yml' : `${report.files} *.test.yml run`
  return end(`, also by promtool (${tests})`, report.failures.length)
}

function failureLines({ problem, details }: TestFailure): string[] {
  return [formatProblem({ ...problem, file: shorter(problem.file) }), ...details.map((line) => `    ${line}`)]
}

function promtoolFor(path: string | undefined, dataDir: string): string | undefined {
  const unpacked = join(dataDir, 'packages', 'prometheus', 'usr', 'bin', 'promtool')
  return findOnPath('promtool', path) ?? [unpacked].find(isProgram)
}
