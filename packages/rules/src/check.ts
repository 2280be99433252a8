/** All files of a rules folder, and what holds between them. */
import { join } from 'node:path'
import type { Problem } from '@tocsin/kit'
import { conventionProblems, runbookOf } from './convention.ts'
import { parseLogRules } from './logs/parse.ts'
import { checkMetricRules } from './metrics/check.ts'
import { isRecord, sorted } from './raw.ts'
import { filesBeside, type RulesFile, readFolder } from './read.ts'
import type { Env } from './router/env.ts'
import { parseRouterConfig } from './router/parse.ts'
import type { ChannelSchemas } from './router/receivers.ts'
import { type RawRule, type RuleFile, readRuleFile } from './rule-file.ts'

export interface CheckOptions {
  /** For `${ENV}` in router.yml. */
  readonly env: Env
  readonly channels: ChannelSchemas
  /** False: unset variables are no problem, for a check away from the machine that will run it. True by default. */
  readonly requireEnv?: boolean
}

/** Reads and checks `dir`: `*.rules.yml`, `*.logs.yml`, `router.yml`, `runbooks/`. Throws OperatorError when it cannot be read. */
export async function checkRules(
  dir: string,
  options: CheckOptions,
): Promise<{ files: readonly string[]; problems: readonly Problem[] }> {
  const { files, problems } = await readRules(dir, options)
  return { files: files.map(({ name }) => join(dir, name)), problems }
}

/** As `checkRules`, with the texts. */
export async function readRules(
  dir: string,
  options: CheckOptions,
): Promise<{ files: readonly RulesFile[]; problems: readonly Problem[] }> {
  const { files, problems: unread } = await readFolder(dir)
  const whole = (name: string, message: string): Problem => ({
    file: join(dir, name),
    line: 1,
    column: 1,
    path: '',
    message,
  })
  const problems: Problem[] = [...unread]
  const runbooks = new Set(files.filter(({ kind }) => kind === 'runbook').map(({ name }) => name))
  const router = files.find(({ kind }) => kind === 'router')
  const parsed =
    router &&
    parseRouterConfig(router.text, {
      ...options,
      file: join(dir, router.name),
      files: filesBeside(join(dir, router.name)),
    })
  const missing = whole('router.yml', 'the file is missing; it says who hears of which alert')
  if (parsed?.ok === false) problems.push(...parsed.problems)
  else if (!parsed && !unread.some(({ file }) => file === missing.file)) problems.push(missing)
  const tiers = parsed?.ok ? Object.keys(parsed.config.tiers) : undefined
  const seen = new Map<string, string>()
  for (const { name, kind, text } of files) {
    if (kind !== 'metrics' && kind !== 'logs') continue
    const file = join(dir, name)
    const read = readRuleFile(text, file)
    const logs = kind === 'logs' ? parseLogRules(text, file) : undefined
    problems.push(
      ...sorted([
        ...(logs
          ? [...(logs.ok ? [] : logs.problems), ...conventionProblems(read, text)]
          : checkMetricRules(text, file)),
        ...read.rules.flatMap((raw) => crossProblems(read, raw, { runbooks, tiers, seen })),
      ]),
    )
  }
  return { files, problems }
}

interface Across {
  readonly runbooks: ReadonlySet<string>
  /** Undefined while router.yml has problems. */
  readonly tiers: readonly string[] | undefined
  /** Alert name and labels → where they were first seen. */
  readonly seen: Map<string, string>
}

function crossProblems(file: RuleFile, raw: RawRule, across: Across): Problem[] {
  const { source } = file
  const { path, rule } = raw
  if (typeof rule['record'] === 'string') return recordProblems(file, raw)
  if (typeof rule['alert'] !== 'string') return []
  const problems: Problem[] = []
  const labels = isRecord(rule['labels']) ? rule['labels'] : {}
  const key = JSON.stringify([rule['alert'], labelsKey(labels)])
  const here = source.problemAt([...path, 'alert'], '')
  const first = across.seen.get(key)
  if (first) {
    const message = `alert "${rule['alert']}" with the same labels is already defined at ${first}`
    problems.push({ ...here, message })
  } else across.seen.set(key, `${here.file}:${here.line}:${here.column}`)

  const tier = labels['tier']
  if (across.tiers && typeof tier === 'string' && !tier.includes('{{') && !across.tiers.includes(tier)) {
    const message = `"${tier}" is no tier of router.yml; there are: ${across.tiers.join(', ') || 'none'}`
    problems.push(source.problemAt([...path, 'labels', 'tier'], message))
  }
  const url = isRecord(rule['annotations']) ? rule['annotations']['runbook_url'] : undefined
  const runbook = typeof url === 'string' ? runbookOf(url) : undefined
  if (runbook !== undefined && !across.runbooks.has(`runbooks/${runbook}.md`)) {
    const message = `there is no runbooks/${runbook}.md; write it, or point to another page`
    problems.push(source.problemAt([...path, 'annotations', 'runbook_url'], message))
  }
  return problems
}

/** Two rules of one group that write the same series: Prometheus keeps one sample of the two, and says so in its log only. */
function recordProblems({ source, rules }: RuleFile, { path, rule, group }: RawRule): Problem[] {
  const key = (one: RawRule['rule']): string => JSON.stringify([one['record'], labelsKey(one['labels'])])
  const first = rules.find((other) => other.group === group && key(other.rule) === key(rule))
  if (!first || first.path === path) return []
  const { line, column } = source.problemAt([...first.path, 'record'], '')
  const message = `"${rule['record']}" with the same labels is already recorded at ${source.file}:${line}:${column}`
  return [source.problemAt([...path, 'record'], message)]
}

function labelsKey(labels: unknown): unknown {
  return Object.entries(isRecord(labels) ? labels : {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
