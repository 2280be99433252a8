/** Commands and their operands, out of tokens. */
import { parseChar, parseNumber, unquote } from './literals.ts'
import type { Command, Operand, Pipe } from './nodes.ts'
import { ParseFault } from './source.ts'
import type { Token } from './tokens.ts'

/** The functions that a template may call. */
export interface Names {
  has(name: string): boolean
  keys(): Iterable<string>
}

interface Host {
  fault(at: number, message: string): void
  pipe(context: string): Pipe
  declared(name: string): boolean
}

const MAX_PARENTHESES = 100

export class OperandReader {
  readonly #tokens: readonly Token[]
  readonly #functions: Names
  readonly #host: Host
  #position = 0
  #parentheses = 0

  constructor(tokens: readonly Token[], functions: Names, host: Host) {
    this.#tokens = tokens
    this.#functions = functions
    this.#host = host
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#position + ahead, this.#tokens.length - 1)]
    if (!token) throw new ParseFault(0, 'no tokens')
    return token
  }

  take(): Token {
    const token = this.peek()
    if (this.#position < this.#tokens.length - 1) this.#position++
    return token
  }

  /** To behind the `}}` of the action that could not be read. */
  skipAction(): void {
    if (this.#tokens[this.#position - 1]?.kind === 'close') return
    while (!['open', 'text', 'eof'].includes(this.peek().kind)) if (this.take().kind === 'close') return
  }

  /** One command of a pipeline; undefined where none begins. */
  command(context: string): Command | undefined {
    const args: Operand[] = []
    for (;;) {
      const token = this.peek()
      if (token.kind === 'close' || (token.kind === 'symbol' && (token.text === ')' || token.text === '|'))) break
      if (args.length > 0 && !token.spaced) throw new ParseFault(token.at, `unexpected ${shown(token)} in operand`)
      args.push(this.#operand(context))
    }
    const [first, ...rest] = args
    if (!first) {
      if (this.peek().text === '|') throw new ParseFault(this.peek().at, `missing value for ${context}`)
      return undefined
    }
    return { at: first.at, end: args.at(-1)?.end ?? first.end, args: [first, ...rest] }
  }

  #operand(context: string): Operand {
    const term = this.#term(context)
    const path: string[] = []
    let end = term.end
    while (this.peek().kind === 'field' && !this.peek().spaced) {
      const field = this.take()
      path.push(field.text)
      end = field.end
    }
    if (path.length === 0) return term
    if (term.kind === 'field') return { ...term, end, path: [...term.path, ...path] }
    if (term.kind === 'variable') return { ...term, end, path }
    if (term.kind === 'pipe' || term.kind === 'function') return { kind: 'chain', at: term.at, end, of: term, path }
    throw new ParseFault(term.at, `unexpected . after term ${term.kind}`)
  }

  #term(context: string): Operand {
    const token = this.take()
    const { at, end } = token
    switch (token.kind) {
      case 'dot':
        return { kind: 'dot', at, end }
      case 'field':
        return { kind: 'field', at, end, path: [token.text] }
      case 'variable':
        if (!this.#host.declared(token.text)) this.#host.fault(at, `undefined variable "${token.text}"`)
        return { kind: 'variable', at, end, name: token.text, path: [] }
      case 'number': {
        const value = parseNumber(token.text)
        if (typeof value === 'string') throw new ParseFault(at, value)
        return { kind: 'number', at, end, ...value }
      }
      case 'char': {
        const value = parseChar(token.text)
        if (!value) throw new ParseFault(at, `malformed character constant: ${token.text}`)
        return { kind: 'number', at, end, ...value }
      }
      case 'string': {
        const value = unquote(token.text)
        if (value === undefined)
          throw new ParseFault(at, `invalid escape in ${shown(token)}; in backquotes nothing is escaped`)
        return { kind: 'string', at, end, value }
      }
      case 'word':
        return this.#word(token)
      case 'symbol':
        if (token.text === '(') return this.#parenthesis(token)
    }
    throw new ParseFault(at, token.kind === 'bad' ? token.text : `unexpected ${shown(token)} in ${context}`)
  }

  #word({ text, at, end }: Token): Operand {
    if (text === 'true' || text === 'false') return { kind: 'bool', at, end, value: text === 'true' }
    if (text === 'nil') return { kind: 'nil', at, end }
    if (!this.#functions.has(text)) this.#host.fault(at, unknownFunction(text, [...this.#functions.keys()]))
    return { kind: 'function', at, end, name: text }
  }

  #parenthesis(open: Token): Operand {
    if (this.#parentheses >= MAX_PARENTHESES)
      throw new ParseFault(open.at, `more than ${MAX_PARENTHESES} parentheses within each other`)
    this.#parentheses++
    try {
      const pipe = this.#host.pipe('parenthesized pipeline')
      const close = this.take()
      if (close.text !== ')')
        throw new ParseFault(
          close.at,
          close.kind === 'close' ? 'unclosed left paren' : `unexpected ${shown(close)} in parenthesized pipeline`,
        )
      return { kind: 'pipe', at: open.at, end: close.end, pipe }
    } finally {
      this.#parentheses--
    }
  }
}

export function shown(token: Token): string {
  if (token.kind === 'close') return '"}}"'
  if (token.kind === 'eof') return 'EOF'
  const text = token.kind === 'field' ? `.${token.text}` : token.text
  const cut = text.length > 20 ? `${text.slice(0, 20)}…` : text
  return token.kind === 'string' ? cut : `"${cut}"`
}

function unknownFunction(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((entry) => entry.distance <= Math.min(2, name.length - 1))
    .sort((a, b) => a.distance - b.distance)[0]
  const hint = near ? `did you mean "${near.candidate}"? ` : ''
  return `function "${name}" not defined; ${hint}available: ${known.toSorted().join(', ')}`
}

/** Edits between two words; words far longer than any function count as far. */
function distance(a: string, b: string): number {
  if (a.length > 40) return a.length
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (const [i, left] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, right] of [...b].entries())
      next.push(Math.min((row[j] ?? 0) + (left === right ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}
