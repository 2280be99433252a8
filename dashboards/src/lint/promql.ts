/** What the checks want to know of a PromQL expression. Variables must have been expanded where they are not inside quotes. */
import type { SyntaxNode } from '@lezer/common'
import { parser } from '@prometheus-io/lezer-promql'

interface Matcher {
  readonly label: string
  readonly op: string
  readonly value: string
}

interface Selector {
  /** Empty when the selector names none. */
  readonly metric: string
  readonly matchers: readonly Matcher[]
  /** As written, e.g. `5m`; undefined for an instant selector. */
  readonly range?: string
  /** The function that a range selector is handed to. */
  readonly func?: string
}

export interface Promql {
  readonly faults: readonly string[]
  readonly selectors: readonly Selector[]
}

export function readPromql(expr: string): Promql {
  const faults: string[] = expr.trim() === '' ? ['the expression is empty'] : []
  const selectors: Selector[] = []
  parser.parse(expr).iterate({
    enter: ({ type, node }) => {
      if (type.isError) faults.push(`unexpected "${expr.slice(node.from, node.to)}" at ${node.from}`)
      if (type.name === 'VectorSelector') selectors.push(selectorOf(expr, node))
    },
  })
  return { faults, selectors }
}

function selectorOf(expr: string, node: SyntaxNode): Selector {
  const text = (part: SyntaxNode | null): string => (part ? expr.slice(part.from, part.to) : '')
  const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => ({
    label: text(matcher.getChild('LabelName')),
    op: text(matcher.getChild('MatchOp')),
    value: text(matcher.getChild('StringLiteral')).slice(1, -1),
  }))
  const matrix = node.parent?.name === 'MatrixSelector' ? node.parent : undefined
  const named = matchers.find(({ label, op }) => label === '__name__' && op === '=')
  return {
    metric: text(node.getChild('Identifier')) || (named?.value ?? ''),
    matchers,
    ...(matrix ? { range: text(matrix.getChild('DurationExpr')) } : {}),
    ...(matrix ? { func: text(matrix.parent?.parent?.getChild('FunctionIdentifier') ?? null) } : {}),
  }
}

/** The metrics that an expression reads; alternatives of `__name__=~"a|b"` one by one. */
export function metricsOf(expr: string): string[] {
  return readPromql(expr).selectors.flatMap(({ metric, matchers }) => {
    const choice = matchers.find(({ label, op }) => label === '__name__' && op === '=~')
    return choice ? choice.value.split('|') : [metric]
  })
}
