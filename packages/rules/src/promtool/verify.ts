/** Prometheus' own check of the rules. Ours parses expressions; only promtool knows their types, e.g. that `rate(x)` has none. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigProblems, type Problem } from '@tocsin/kit'
import { type Copy, problemsOfWords } from './place.ts'
import { runPromtool } from './run.ts'

export interface PromtoolCheck {
  /** Undefined: there is none, and `reason` says so. */
  readonly promtool: string | undefined
  /** Where the `*.rules.yml` are that are to be judged: copies, or the sources themselves. */
  readonly dir: string
  /** Where a person edits what they were made from. */
  readonly rulesDir: string
  readonly signal?: AbortSignal
}

export type Judgement =
  | { readonly kind: 'judged'; readonly problems: readonly Problem[] }
  /** Nobody looked; `reason` says why. */
  | { readonly kind: 'unjudged'; readonly reason: string }

/** promtool's complaints at their places in `rulesDir`. A copy has one line more than its source, its first. */
export async function judgeMetricRules({ promtool, dir, rulesDir, signal }: PromtoolCheck): Promise<Judgement> {
  const names = (await readdir(dir)).filter((name) => name.endsWith('.rules.yml') && !name.startsWith('.')).toSorted()
  // Without a file promtool would read its standard input.
  if (names.length === 0) return { kind: 'judged', problems: [] }
  if (promtool === undefined) return { kind: 'unjudged', reason: 'promtool was not found' }
  const files = names.map((name) => join(dir, name))
  const verdict = await runPromtool(promtool, ['check', 'rules', ...files], signal)
  if (verdict.kind === 'unrunnable') return { kind: 'unjudged', reason: verdict.reason }
  if (verdict.kind === 'passed') return { kind: 'judged', problems: [] }
  const copies = await Promise.all(names.map((name) => copyOf(name, dir, rulesDir)))
  const problems = problemsOfWords(verdict.words, copies)
  const nothing: Problem = { file: rulesDir, line: 1, column: 1, path: '', message: 'promtool refuses the rules' }
  return { kind: 'judged', problems: problems.length > 0 ? problems : [nothing] }
}

/** For `renderRules`: throws ConfigProblems, and tells `onNote` when nobody could look. */
export async function verifyMetricRules(check: PromtoolCheck & { onNote: (note: string) => void }): Promise<void> {
  const judgement = await judgeMetricRules(check)
  if (judgement.kind === 'judged') {
    if (judgement.problems.length > 0) throw new ConfigProblems(judgement.problems)
    return
  }
  check.onNote(
    `${judgement.reason}: the types in rule expressions are not checked, and Prometheus refuses to start with a wrong one.`,
  )
}

async function copyOf(name: string, dir: string, rulesDir: string): Promise<Copy> {
  const file = join(dir, name)
  const source = join(rulesDir, name)
  const text = await readFile(file, 'utf8')
  // The source may have been renamed meanwhile.
  const sourceText = await readFile(source, 'utf8').catch(() => text)
  return { file, source, text, sourceText, headerLines: dir === rulesDir ? 0 : 1 }
}
