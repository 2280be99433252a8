/** PromQL, as far as it can be judged without an engine: syntax, and durations with their places. */
import { parser } from '@prometheus-io/lezer-promql'
import { expressionDuration } from '../rule-file.ts'

interface PromRange {
  /** A range is `x[5m]` or the first part of `x[1h:1m]`; the second part is a step. */
  readonly kind: 'range' | 'step'
  readonly from: number
  readonly to: number
  readonly ms: number
}

export interface PromExpr {
  readonly faults: readonly { readonly at: number; readonly message: string }[]
  readonly ranges: readonly PromRange[]
}

/** The metrics that an expression which parses reads, each once. */
export function metricsOf(expr: string): string[] {
  const names = new Set<string>()
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.name === 'Identifier' && node.node.parent?.name === 'VectorSelector') {
        names.add(expr.slice(node.from, node.to))
      }
    },
  })
  return [...names]
}

/** In the order of the text. Durations without a unit are faults: Prometheus 2.42 does not accept them. */
export function readPromExpr(expr: string): PromExpr {
  const faults: { at: number; message: string }[] = []
  const ranges: PromRange[] = []
  parser.parse(expr).iterate({
    enter: (node) => {
      const text = expr.slice(node.from, node.to)
      if (node.type.isError) {
        const near = text.trim().slice(0, 30)
        const message = near === '' ? 'something is missing here' : `unexpected "${near}"`
        faults.push({ at: node.from, message: `the expression does not parse: ${message}` })
        return false
      }
      if (node.name === 'OffsetDurationExpr') return false
      if (node.name !== 'DurationExpr') return undefined
      const read = expressionDuration(text)
      if ('message' in read) faults.push({ at: node.from, message: read.message })
      else {
        const isStep = node.node.parent?.name === 'SubqueryExpr' && node.node.prevSibling?.name === 'DurationExpr'
        ranges.push({ kind: isStep ? 'step' : 'range', from: node.from, to: node.to, ms: read.ms })
      }
      return false
    },
  })
  return { faults, ranges }
}
