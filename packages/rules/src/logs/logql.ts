/**
 * The one shape of LogQL that the streaming engine runs, read with Grafana's own grammar. Whatever else the grammar
 * accepts is refused by name: a rule that is silently understood as something else would be worse than none.
 */
import { parser } from '@grafana/lezer-logql'
import type { SyntaxNode } from '@lezer/common'
import { matches } from '../matcher/matches.ts'
import { compileAnchored } from '../matcher/regex.ts'
import { expressionDuration } from '../rule-file.ts'
import { unquote } from '../text/go-string.ts'
import type { LineFilter, LogRule, Matcher, MatchOp } from '../types.ts'

/** Something wrong at a character of the expression. */
interface ExprFault {
  readonly at: number
  readonly message: string
}

export type LogQuery = Pick<LogRule, 'selector' | 'filters' | 'rangeMs' | 'comparison'>

export type ParsedLogQuery =
  | {
      readonly ok: true
      readonly query: LogQuery
      /** Where the duration of the range stands. */
      readonly range: { readonly from: number; readonly to: number }
    }
  | { readonly ok: false; readonly faults: readonly ExprFault[] }

export const LOG_SHAPE = 'count_over_time({…} |= "…" [1m]) > 0'

/** Nodes that the shape is made of; the rest of the grammar is refused where it appears. */
const KNOWN = new Set(
  (
    'LogQL Expr LogExpr MetricExpr BinOpExpr RangeAggregationExpr RangeOp CountOverTime LogRangeExpr Selector Matchers Matcher ' +
    'Identifier Eq Neq Re Nre String PipelineExpr PipelineStage Pipe LineFilters LineFilter Filter PipeExact Or OrFilter Range ' +
    'Duration Gtr Gte LiteralExpr Number LineComment'
  ).split(' '),
)

export function parseLogQuery(expr: string): ParsedLogQuery {
  const tree = parser.parse(expr)
  const syntax: ExprFault[] = []
  const refused: ExprFault[] = []
  tree.iterate({
    enter: (node) => {
      const text = expr.slice(node.from, node.to)
      if (node.type.isError) syntax.push({ at: node.from, message: syntaxMessage(expr, node.from, node.to) })
      else if (node.name === 'BinOpModifier' && text.trim() === '') return false
      else if (!KNOWN.has(node.name) || (node.name === 'Filter' && text !== '|=' && text !== '!=')) {
        refused.push({ at: node.from, message: refusal(text) })
        return false
      }
      return undefined
    },
  })
  if (syntax.length > 0) return { ok: false, faults: syntax.slice(0, 1) }
  if (refused.length > 0) return { ok: false, faults: refused }
  return readShape(expr, unwrap(tree.topNode))
}

function refusal(text: string): string {
  const name = /^(?:[A-Za-z_]\w*|[^\s\w"`]+|\S+)/.exec(text)?.[0] ?? text
  return `\`${name}\` is not supported; write ${LOG_SHAPE}`
}

function syntaxMessage(expr: string, from: number, to: number): string {
  const near = expr.slice(from, Math.max(to, from + 1)).trim()
  return near === ''
    ? 'the expression ends too early or misses something here'
    : `syntax error at "${near.slice(0, 30)}"`
}

/** Through `Expr`, `MetricExpr` and parentheses down to the node that says something. */
function unwrap(node: SyntaxNode): SyntaxNode {
  if (!['LogQL', 'Expr', 'MetricExpr'].includes(node.name)) return node
  const child = children(node).find(({ name }) => name !== 'LineComment')
  return child ? unwrap(child) : node
}

function readShape(expr: string, top: SyntaxNode): ParsedLogQuery {
  const faults: ExprFault[] = []
  const fault = (at: number, message: string): void => {
    faults.push({ at, message })
  }
  if (top.name !== 'BinOpExpr') {
    fault(top.from, `there is no comparison; write ${LOG_SHAPE}`)
    return { ok: false, faults }
  }
  const [leftNode, opNode, rightNode] = children(top).filter(
    ({ name }) => name !== 'BinOpModifier' && name !== 'LineComment',
  )
  const left = leftNode && unwrap(leftNode)
  const right = rightNode && unwrap(rightNode)
  if (!left || !right || !opNode || left.name !== 'RangeAggregationExpr') {
    fault(top.from, `the left side must be count_over_time(…); write ${LOG_SHAPE}`)
    return { ok: false, faults }
  }
  const op = expr.slice(opNode.from, opNode.to)
  if (op !== '>' && op !== '>=') fault(opNode.from, refusal(op))
  const value = Number(expr.slice(right.from, right.to))
  if (right.name !== 'LiteralExpr' || !Number.isFinite(value)) {
    fault(right.from, `the right side must be a number; write ${LOG_SHAPE}`)
  }
  const selector = readSelector(expr, left, fault)
  const filters = descendants(left, 'LineFilter').map((node) => readFilter(expr, node, fault))
  const range = descendants(left, 'Range')[0]
  const duration = range?.getChild('Duration')
  if (!duration) fault(left.from, `the range is missing; write ${LOG_SHAPE}`)
  const read = duration ? expressionDuration(expr.slice(duration.from, duration.to)) : { ms: 0 }
  if (duration && 'message' in read) fault(duration.from, read.message)
  if (faults.length > 0 || !duration || 'message' in read) return { ok: false, faults }
  return {
    ok: true,
    query: { selector, filters, rangeMs: read.ms, comparison: { op: op === '>' ? '>' : '>=', value } },
    range: { from: duration.from, to: duration.to },
  }
}

function readSelector(expr: string, node: SyntaxNode, fault: (at: number, message: string) => void): Matcher[] {
  const selectorAt = descendants(node, 'Selector')[0]?.from ?? node.from
  let judged = true
  const selector = descendants(node, 'Matcher').map((matcher): Matcher => {
    const [nameNode, opNode, valueNode] = children(matcher)
    const name = nameNode ? expr.slice(nameNode.from, nameNode.to) : ''
    const op = (opNode ? expr.slice(opNode.from, opNode.to) : '=') as MatchOp
    const value = valueNode ? text(expr, valueNode, fault) : ''
    const compiled = op === '=~' || op === '!~' ? compileAnchored(value) : { ok: true as const }
    if (!compiled.ok) {
      judged = false
      fault(valueNode?.from ?? matcher.from, compiled.message)
    }
    return { name, op, value }
  })
  if (judged && selector.every((matcher) => matches([matcher], {}))) {
    fault(
      selectorAt,
      'the selector needs at least one matcher that the empty text does not satisfy, e.g. service_name=~".+" (as in Loki)',
    )
  }
  return selector
}

function readFilter(expr: string, node: SyntaxNode, fault: (at: number, message: string) => void): LineFilter {
  const filter = node.getChild('Filter')
  const op = filter && expr.slice(filter.from, filter.to) === '!=' ? '!=' : '|='
  const texts = descendants(node, 'String').map((string) => {
    const value = text(expr, string, fault)
    if (value === '') fault(string.from, 'an empty text is part of every line; leave the filter out or write a text')
    return value
  })
  return { op, texts }
}

function text(expr: string, node: SyntaxNode, fault: (at: number, message: string) => void): string {
  const result = unquote(expr.slice(node.from, node.to))
  if (result.ok) return result.value
  fault(node.from + result.at, result.message)
  // Not empty, so that no second problem is told about the same text.
  return '?'
}

function children(node: SyntaxNode): SyntaxNode[] {
  const list: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) list.push(child)
  return list
}

/** All nodes of a name below `node`, in the order of the text; not those inside one another. */
function descendants(node: SyntaxNode, name: string): SyntaxNode[] {
  return children(node).flatMap((child) => (child.name === name ? [child] : descendants(child, name)))
}
