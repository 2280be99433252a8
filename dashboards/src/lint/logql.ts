/** What the checks want to know of a LogQL expression. */
import { parser } from '@grafana/lezer-logql'

export interface Logql {
  readonly faults: readonly string[]
  /** As written between the brackets. */
  readonly ranges: readonly string[]
  /** Whether each selector has a matcher that an absent label fails: Loki refuses others. */
  readonly selective: boolean
}

export function readLogql(expr: string): Logql {
  const faults: string[] = expr.trim() === '' ? ['the expression is empty'] : []
  const ranges: string[] = []
  let selective = true
  parser.parse(expr).iterate({
    enter: ({ type, node }) => {
      const text = expr.slice(node.from, node.to)
      if (type.isError) faults.push(`unexpected "${text}" at ${node.from}`)
      if (type.name === 'Duration' && node.parent?.name === 'Range') ranges.push(text)
      if (type.name === 'Selector') selective &&= /=~?\s*"(?!\.\*"|")[^"]|!=\s*""/.test(text)
    },
  })
  return { faults, ranges, selective }
}
