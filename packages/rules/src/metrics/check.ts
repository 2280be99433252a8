import type { Problem } from '@tocsin/kit'
import { conventionProblems } from '../convention.ts'
import { sorted } from '../raw.ts'
import { readRuleFile } from '../rule-file.ts'
import { problemInside } from '../text/place.ts'
import { readPromExpr } from './promql.ts'

/** A `*.rules.yml` as Prometheus 2.42 accepts it, with the labels and annotations that our alerts must have. */
export function checkMetricRules(text: string, file: string): Problem[] {
  const read = readRuleFile(text, file)
  const inExpressions = read.rules.flatMap(({ path, rule }) => {
    const expr = rule['expr']
    if (typeof expr !== 'string' || expr.trim() === '') return []
    const place: typeof path = [...path, 'expr']
    return readPromExpr(expr).faults.map((fault) => problemInside(read.source, text, place, fault.at, fault.message))
  })
  return sorted([...read.problems, ...conventionProblems(read, text), ...inExpressions])
}
