/** The inside of one `{{ … }}`: read by tokens, written anew in our names and functions. Pure. */
import type { Token } from '@tocsin/template'
import { callOf, isCommon, isTheirs, type Operand } from './calls.ts'
import { elementOf, fieldOf, type Shape, timeAsText } from './shapes.ts'

export interface Scope {
  readonly dot: Shape
  readonly variables: ReadonlyMap<string, Shape>
}

export interface Pipeline {
  readonly text: string
  readonly shape: Shape
  /** Declared by it, in their order: `$k, $v := …`. */
  readonly declared: readonly string[]
  /** As `$x = …`: a variable that is there already. */
  readonly assigns: boolean
}

/** What has no counterpart here, at this place of the template. */
export class NotTaken extends Error {
  readonly at: number

  constructor(at: number, message: string) {
    super(message)
    this.at = at
  }
}

export class ActionReader {
  readonly #tokens: readonly Token[]
  readonly #scope: Scope
  #position = 0

  constructor(tokens: readonly Token[], scope: Scope) {
    this.#tokens = tokens
    this.#scope = scope
  }

  /** Takes the word, if it is the next. */
  word(word: string): boolean {
    const found = this.#peek()?.kind === 'word' && this.#peek()?.text === word
    if (found) this.#position++
    return found
  }

  get done(): boolean {
    return this.#position >= this.#tokens.length
  }

  /** To the end of the action, or to the parenthesis that closes it. */
  pipeline(): Pipeline {
    const { declared, assigns, prefix } = this.#declarations()
    let last: Operand | undefined
    do last = this.#command(last)
    while (this.#symbol('|'))
    const shown = declared.length > 0 || last.shape !== 'time' ? last.text : timeAsText(last.text)
    return { text: prefix + shown, shape: last.shape, declared, assigns }
  }

  #declarations(): { declared: readonly string[]; assigns: boolean; prefix: string } {
    const end = this.#tokens.findIndex(
      ({ kind, text }, index) => index >= this.#position && kind === 'symbol' && (text === ':=' || text === '='),
    )
    const head = end < 0 ? [] : this.#tokens.slice(this.#position, end)
    if (end < 0 || !head.every(({ kind, text }) => kind === 'variable' || text === ',')) {
      return { declared: [], assigns: false, prefix: '' }
    }
    const names = head.filter(({ kind }) => kind === 'variable').map(({ text }) => text)
    const sign = this.#tokens[end]?.text ?? ':='
    this.#position = end + 1
    return { declared: names, assigns: sign === '=', prefix: `${names.join(', ')} ${sign} ` }
  }

  #command(piped: Operand | undefined): Operand {
    const start = this.#peek()
    if (start?.kind === 'word' && !['true', 'false', 'nil'].includes(start.text)) return this.#call(start, piped)
    const operand = this.#operand()
    if (piped !== undefined) throw new NotTaken(start?.at ?? 0, 'only a function can stand behind |')
    const next = this.#peek()
    if (next && !this.#ends(next)) throw new NotTaken(next.at, 'a value is no function')
    return operand
  }

  #call(name: Token, piped: Operand | undefined): Operand {
    this.#position++
    const args: Operand[] = []
    for (let next = this.#peek(); next && !this.#ends(next); next = this.#peek()) args.push(this.#operand())
    if (isTheirs(name.text)) {
      const call = callOf(name.text, piped ? [...args, piped] : args)
      if (!call.ok) throw new NotTaken(name.at, call.why)
      return { text: call.text, shape: 'value', constant: undefined }
    }
    if (!isCommon(name.text)) throw new NotTaken(name.at, `there is no function ${name.text}`)
    const written = [name.text, ...args.map(shown)].join(' ')
    const first = args[0] ?? piped
    const shape = name.text === 'index' && args.length === 2 && first ? elementOf(first.shape) : 'value'
    return { text: piped ? `${shown(piped)} | ${written}` : written, shape, constant: undefined }
  }

  #operand(): Operand {
    const token = this.#tokens[this.#position++]
    if (!token) throw new NotTaken(0, 'something is missing')
    switch (token.kind) {
      case 'string':
      case 'number':
      case 'char':
        return { text: token.text, shape: 'value', constant: token.text }
      case 'word':
        if (!['true', 'false', 'nil'].includes(token.text)) {
          if (!isTheirs(token.text) && !isCommon(token.text)) {
            throw new NotTaken(token.at, `there is no function ${token.text}`)
          }
          const call = isTheirs(token.text) ? callOf(token.text, []) : { ok: true as const, text: token.text }
          if (!call.ok) throw new NotTaken(token.at, call.why)
          return { text: call.text, shape: 'value', constant: undefined }
        }
        return { text: token.text, shape: 'value', constant: token.text }
      case 'dot':
        return { text: '.', shape: this.#scope.dot, constant: undefined }
      case 'variable':
        return this.#variable(token)
      case 'field': {
        const reached = this.#reach(this.#scope.dot, token)
        return this.#fields({ text: `.${reached.name}`, shape: reached.shape, constant: undefined })
      }
      case 'symbol':
        if (token.text === '(') {
          const inner = this.pipeline()
          if (!this.#symbol(')')) throw new NotTaken(token.at, 'a parenthesis is not closed')
          const text = `(${inner.text})`
          return this.#fields({ text, shape: inner.shape, constant: undefined })
        }
    }
    throw new NotTaken(token.at, `${token.text} is not understood`)
  }

  #variable(token: Token): Operand {
    const shape = token.text === '$' ? 'root' : (this.#scope.variables.get(token.text) ?? 'value')
    return this.#fields({ text: token.text, shape, constant: undefined })
  }

  #fields(from: Operand): Operand {
    let { text, shape } = from
    for (let next = this.#peek(); next?.kind === 'field' && !next.spaced; next = this.#peek()) {
      this.#position++
      const reached = this.#reach(shape, next)
      text = `${text}.${reached.name}`
      shape = reached.shape
    }
    return { text, shape, constant: undefined }
  }

  #reach(shape: Shape, { text, at }: Token) {
    const reached = fieldOf(shape, text)
    if (reached) return reached
    throw new NotTaken(
      at,
      shape === 'root' || shape === 'alert' ? `our messages have no .${text}` : `what .${text} is cannot be told`,
    )
  }

  #ends({ kind, text }: Token): boolean {
    return kind === 'symbol' && (text === '|' || text === ')')
  }

  #symbol(text: string): boolean {
    const found = this.#peek()?.kind === 'symbol' && this.#peek()?.text === text
    if (found) this.#position++
    return found
  }

  #peek(): Token | undefined {
    return this.#tokens[this.#position]
  }
}

function shown({ text, shape }: Operand): string {
  return shape === 'time' ? timeAsText(text) : text
}
