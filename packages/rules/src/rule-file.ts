/** The format that Prometheus' rule files and Loki's ruler files share. Source: Prometheus `model/rulefmt`, as of 2.42. */
import { checkSchema, type Path, type Problem, parseDuration, readYaml, type Source } from '@tocsin/kit'
import { z } from 'zod'
import { durationSchema } from './duration.ts'
import { isRecord, listOf, scalarText } from './raw.ts'

const texts = z.record(z.string(), scalarText, { error: 'must map names to texts' }).nullish()

const ruleSchema = z.strictObject(
  {
    alert: scalarText.optional(),
    record: scalarText.optional(),
    expr: z.preprocess(
      (value) => (typeof value === 'number' ? String(value) : value),
      z.string({ error: 'an expression is missing' }),
    ),
    for: durationSchema().optional(),
    keep_firing_for: durationSchema().optional(),
    labels: texts,
    annotations: texts,
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be a rule: an object with alert and expr' : undefined) },
)

const fileSchema = z.strictObject(
  {
    groups: z
      .array(
        z.strictObject(
          {
            name: z.string({ error: 'a group needs a name' }).min(1, { error: 'a group needs a name' }),
            interval: durationSchema('interval cannot be zero; leave it out for the global one').optional(),
            limit: z
              .int({ error: 'must be a whole number; 0 is no limit' })
              .min(0, { error: 'must not be negative' })
              .optional(),
            rules: z.array(ruleSchema, { error: 'must be a list of rules' }).nullish(),
          },
          {
            error: (issue) =>
              issue.code === 'invalid_type' ? 'must be a group: an object with name and rules' : undefined,
          },
        ),
        { error: 'must be a list of groups' },
      )
      .nullish(),
  },
  { error: (issue) => (issue.code === 'invalid_type' ? 'must be an object with groups' : undefined) },
)

type RuleFileValue = z.output<typeof fileSchema>
export type RuleValue = z.output<typeof ruleSchema>

/** A rule as written, for checks that must run whatever else is wrong with the file. */
export interface RawRule {
  readonly path: Path
  readonly group: string
  readonly rule: Readonly<Record<string, unknown>>
}

export interface RuleFile {
  readonly source: Source
  /** Undefined when `problems` holds anything of the shape. */
  readonly value: RuleFileValue | undefined
  readonly rules: readonly RawRule[]
  readonly problems: readonly Problem[]
}

export function readRuleFile(text: string, file: string): RuleFile {
  const source = readYaml(text, file)
  const checked = checkSchema(source, fileSchema)
  const groups = isRecord(source.value) ? listOf(source.value['groups']) : []
  const rules = groups.flatMap((group, groupAt) =>
    (isRecord(group) ? listOf(group['rules']) : []).flatMap((rule, ruleAt): RawRule[] => {
      if (!isRecord(group) || !isRecord(rule)) return []
      return [{ path: ['groups', groupAt, 'rules', ruleAt], group: String(group['name']), rule }]
    }),
  )
  return {
    source,
    value: checked.ok ? checked.value : undefined,
    rules,
    problems: [
      ...(checked.ok ? [] : checked.problems),
      ...groupNameProblems(source, groups),
      ...rules.flatMap((raw) => ruleProblems(source, raw)),
    ],
  }
}

function groupNameProblems(source: Source, groups: readonly unknown[]): Problem[] {
  const names = groups.map((group) => (isRecord(group) ? group['name'] : undefined))
  return names.flatMap((name, index) =>
    typeof name === 'string' && names.indexOf(name) !== index
      ? [source.problemAt(['groups', index, 'name'], `group name "${name}" is repeated in this file`)]
      : [],
  )
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

function ruleProblems(source: Source, { path, rule }: RawRule): Problem[] {
  const problems: Problem[] = []
  const at = (key: string | undefined, message: string, atKey = false): void => {
    problems.push(source.problemAt(key === undefined ? path : [...path, key], message, { atKey }))
  }
  const { alert, record } = rule
  if (alert !== undefined && record !== undefined) at('record', 'only one of "record" and "alert" can be set', true)
  else if (alert === undefined && record === undefined) at(undefined, 'one of "record" and "alert" must be set')
  if (alert === '' || record === '') at(alert === '' ? 'alert' : 'record', 'the name is empty')
  if (typeof rule['expr'] === 'string' && rule['expr'].trim() === '') at('expr', 'the expression is empty')
  if (record !== undefined && alert === undefined) {
    if (typeof record === 'string' && record !== '' && !METRIC_NAME.test(record)) {
      at('record', `"${record}" is no metric name; use letters, digits, _ and :`)
    }
    for (const key of ['for', 'keep_firing_for', 'annotations']) {
      if (key in rule) at(key, `"${key}" belongs to alerts; a recording rule cannot have it`, true)
    }
  }
  for (const field of ['labels', 'annotations']) {
    for (const name of isRecord(rule[field]) ? Object.keys(rule[field]) : []) {
      if (LABEL_NAME.test(name) && name !== '__name__') continue
      problems.push(
        source.problemAt([...path, field, name], `"${name}" is no name for one of the ${field}`, { atKey: true }),
      )
    }
  }
  return problems
}

/** Milliseconds of a duration inside an expression, or what is wrong with it. */
export function expressionDuration(text: string): { ms: number } | { message: string } {
  const ms = parseDuration(text)
  if (ms === undefined) return { message: `"${text}" is no duration with a unit; write e.g. 30s, 5m or 1h` }
  return ms === 0 ? { message: 'the duration must be longer than zero' } : { ms }
}
