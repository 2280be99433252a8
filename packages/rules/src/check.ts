/** All files of a rules folder, and what holds between them. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, OperatorError, type Problem } from '@tocsin/kit'
import { conventionProblems, runbookOf } from './convention.ts'
import { parseLogRules } from './logs/parse.ts'
import { checkMetricRules } from './metrics/check.ts'
import { isRecord, sorted } from './raw.ts'
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

type RulesKind = 'metrics' | 'logs' | 'router' | 'test' | 'runbook'

export interface RulesFile {
  /** Relative to the folder, e.g. `runbooks/TargetDown.md`. */
  readonly name: string
  readonly kind: RulesKind
  readonly text: string
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
  const { files, unknown } = await readFolder(dir)
  const whole = (name: string, message: string): Problem => ({
    file: join(dir, name),
    line: 1,
    column: 1,
    path: '',
    message,
  })
  const problems: Problem[] = unknown.map((name) =>
    whole(
      name,
      'no such kind of file; name it *.rules.yml (metrics), *.logs.yml (logs), *.test.yml (promtool) or router.yml',
    ),
  )
  const runbooks = new Set(files.filter(({ kind }) => kind === 'runbook').map(({ name }) => name))
  const router = files.find(({ kind }) => kind === 'router')
  const parsed = router && parseRouterConfig(router.text, { ...options, file: join(dir, router.name) })
  if (!parsed) problems.push(whole('router.yml', 'the file is missing; it says who hears of which alert'))
  else if (!parsed.ok) problems.push(...parsed.problems)
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

function crossProblems({ source }: RuleFile, { path, rule }: RawRule, across: Across): Problem[] {
  if (typeof rule['alert'] !== 'string') return []
  const problems: Problem[] = []
  const labels = isRecord(rule['labels']) ? rule['labels'] : {}
  const key = JSON.stringify([rule['alert'], Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))])
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

async function readFolder(dir: string): Promise<{ files: RulesFile[]; unknown: string[] }> {
  const names = await list(dir, true)
  const runbooks = (await list(join(dir, 'runbooks'), false)).filter((name) => name.endsWith('.md'))
  const known = [...names, ...runbooks.map((name) => `runbooks/${name}`)].flatMap((name) => {
    const kind = kindOf(name)
    return kind ? [{ name, kind }] : []
  })
  const files = await Promise.all(
    known.map(async ({ name, kind }) => ({ name, kind, text: await readFile(join(dir, name), 'utf8') })),
  )
  return { files, unknown: names.filter((name) => /\.ya?ml$/.test(name) && !kindOf(name)) }
}

function kindOf(name: string): RulesKind | undefined {
  if (name === 'router.yml') return 'router'
  if (name.startsWith('runbooks/')) return 'runbook'
  if (name.endsWith('.rules.yml')) return 'metrics'
  if (name.endsWith('.logs.yml')) return 'logs'
  return name.endsWith('.test.yml') ? 'test' : undefined
}

async function list(dir: string, required: boolean): Promise<string[]> {
  try {
    return (await readdir(dir)).toSorted()
  } catch (error) {
    if (!required) return []
    throw new OperatorError(`cannot read the rules folder ${dir}: ${messageOf(error)}`)
  }
}
