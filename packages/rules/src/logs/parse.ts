import type { Problem } from '@tocsin/kit'
import { isRecord, sorted } from '../raw.ts'
import { type RawRule, type RuleFile, type RuleValue, readRuleFile } from '../rule-file.ts'
import { problemInside } from '../text/place.ts'
import type { LogRule } from '../types.ts'
import { LOG_SHAPE, type LogQuery, parseLogQuery } from './logql.ts'
import { templateFaults } from './template.ts'

export type ParsedLogRules =
  | { readonly ok: true; readonly rules: readonly LogRule[] }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** A `*.logs.yml`: the file format of Loki's ruler, LogQL of one shape. All problems at once, each with its place. */
export function parseLogRules(text: string, file: string): ParsedLogRules {
  const read = readRuleFile(text, file)
  const problems: Problem[] = [...read.problems]
  const queries = read.rules.map((raw) => {
    const { query, problems: inRule } = checkRule(read, text, raw)
    problems.push(...inRule)
    return query
  })
  if (!read.value || problems.length > 0) return { ok: false, problems: sorted(problems) }
  const values = (read.value.groups ?? []).flatMap((group) =>
    (group.rules ?? []).map((rule) => ({ group: group.name, rule })),
  )
  return {
    ok: true,
    rules: values.flatMap(({ group, rule }, index) => {
      const query = queries[index]
      return query ? [logRule(group, rule, query)] : []
    }),
  }
}

function logRule(group: string, rule: RuleValue, query: LogQuery): LogRule {
  return {
    group,
    alert: rule.alert ?? '',
    expr: rule.expr,
    ...query,
    forMs: rule.for ?? 0,
    keepFiringForMs: rule.keep_firing_for ?? 0,
    labels: rule.labels ?? {},
    annotations: rule.annotations ?? {},
  }
}

function checkRule(
  { source }: RuleFile,
  text: string,
  { path, rule }: RawRule,
): { query: LogQuery | undefined; problems: Problem[] } {
  const problems: Problem[] = []
  if ('record' in rule) {
    problems.push(source.problemAt([...path, 'record'], 'recording rules are not supported for logs', { atKey: true }))
  }
  for (const field of ['labels', 'annotations']) {
    for (const [name, value] of Object.entries(isRecord(rule[field]) ? rule[field] : {})) {
      if (typeof value !== 'string') continue
      for (const fault of templateFaults(value)) {
        problems.push(problemInside(source, text, [...path, field, name], fault.at, fault.message))
      }
    }
  }
  const expr = rule['expr']
  if (typeof expr === 'number') {
    problems.push(source.problemAt([...path, 'expr'], `a number is no log query; write ${LOG_SHAPE}`))
  }
  if (typeof expr !== 'string' || expr.trim() === '') return { query: undefined, problems }
  const parsed = parseLogQuery(expr)
  if (parsed.ok) return { query: parsed.query, problems }
  const inExpr = parsed.faults.map((fault) => problemInside(source, text, [...path, 'expr'], fault.at, fault.message))
  return { query: undefined, problems: [...problems, ...inExpr] }
}
