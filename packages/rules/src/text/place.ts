/** Places inside the text of a YAML scalar, so that a problem points into an expression and not at its beginning. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isScalar, type Scalar } from 'yaml'

/** A problem at the `index`-th character of the string at `path`. `text` is the whole file. */
export function problemInside(source: Source, text: string, path: Path, index: number, message: string): Problem {
  const node: unknown = source.document.getIn(path, true)
  return source.problemAt(path, message, { offset: isScalar(node) ? offsetInScalar(text, node, index) : 0 })
}

/**
 * From the start of the scalar's source to the character that became `value[index]`. YAML folds and indents white space
 * only, so the n-th character that is no white space is the same on both sides, once quotes and escapes are allowed for.
 */
function offsetInScalar(text: string, node: Scalar, index: number): number {
  const [start, end] = node.range ?? [0, 0]
  let rest = String(node.value).slice(0, index).replace(/\s/g, '').length
  let at = contentStart(text, node, start)
  let after = at
  while (at < end) {
    const step = stepAt(text, at, node.type)
    if (step.counts) {
      if (rest === 0) return at - start
      rest--
      after = at + step.length
    }
    at += step.length
  }
  return Math.min(after, end) - start
}

function contentStart(text: string, node: Scalar, start: number): number {
  if (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED') return text.indexOf('\n', start) + 1
  return node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE' ? start + 1 : start
}

const ESCAPE_LENGTH: Readonly<Record<string, number>> = { x: 4, u: 6, U: 10 }

function stepAt(text: string, at: number, type: Scalar['type']): { length: number; counts: boolean } {
  const char = text[at] ?? ''
  if (type === 'QUOTE_DOUBLE' && char === '\\') {
    const escaped = text[at + 1] ?? ''
    return { length: ESCAPE_LENGTH[escaped] ?? 2, counts: !/[\sntrvf_NLP]/.test(escaped) }
  }
  if (type === 'QUOTE_SINGLE' && char === "'") return { length: 2, counts: true }
  return { length: 1, counts: /\S/.test(char) }
}
