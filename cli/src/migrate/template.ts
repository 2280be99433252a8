/** A template of PrometheusAlert's in our language, as a `{{ define }}`, with what could not be taken. Pure. */
import { Source, type Token, tokenize } from '@tocsin/template'
import { ActionReader, NotTaken, type Pipeline, type Scope } from './action.ts'
import { elementOf, type Shape } from './shapes.ts'

interface Untaken {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface ConvertedTemplate {
  readonly text: string
  readonly untaken: readonly Untaken[]
}

interface Block {
  readonly kind: string
  /** Before it began. */
  readonly scope: Scope
}

/** `html`: the message of a mail, where what stands in an attribute has to be in quotes. */
export function convertTemplate(name: string, written: string, html: boolean): ConvertedTemplate {
  const source = new Source(name, written.replaceAll('\r\n', '\n'))
  const converter = new Converter(source)
  const body = converter.run()
  const text = `{{ define ${JSON.stringify(name)} }}${html ? quoted(body) : body}{{ end }}\n`
  return { text, untaken: converter.untaken }
}

const START: Scope = { dot: 'root', variables: new Map() }

class Converter {
  readonly untaken: Untaken[] = []
  readonly #source: Source
  #scope = START
  /** The variable that counts the alerts of the range that begins here. */
  #separated: string | undefined
  readonly #blocks: Block[] = []

  constructor(source: Source) {
    this.#source = source
  }

  run(): string {
    const { text } = this.#source
    let out = ''
    let copied = 0
    const tokens = tokenize(this.#source)
    for (let at = 0; at < tokens.length; at++) {
      const open = tokens[at]
      if (open?.kind !== 'open') continue
      const close = tokens.findIndex(({ kind }, index) => index > at && kind === 'close')
      const end = close < 0 ? undefined : tokens[close]
      if (!end) {
        const bad = tokens.find(({ kind }, index) => index > at && kind === 'bad')
        this.untaken.push({
          ...this.#source.place(bad?.at ?? open.at),
          message: bad?.text ?? 'an action is not closed',
        })
        return out + text.slice(copied, open.at)
      }
      const inner = this.#action(tokens.slice(at + 1, close))
      const apart = this.#takeSeparator(text.slice(end.end))
      const trims = { before: open.end - open.at > 2, after: end.end - end.at > 2 }
      out +=
        text.slice(copied, open.at) + (trims.before ? '{{- ' : '{{ ') + inner + (trims.after ? ' -}}' : ' }}') + apart
      copied = end.end
      at = close
    }
    return out + text.slice(copied)
  }

  /**
   * PrometheusAlert sends each alert by itself, so its templates need nothing between two; here a message has all of a group.
   * Nothing either, where the body begins a line anyway.
   */
  #takeSeparator(body: string): string {
    const index = this.#separated
    this.#separated = undefined
    return index === undefined || /^[ \t]*\n/.test(body) ? '' : `{{ if ${index} }}\n{{ end }}`
  }

  #action(tokens: readonly Token[]): string {
    const first = tokens[0]
    try {
      const bad = tokens.find(({ kind }) => kind === 'bad')
      if (bad) throw new NotTaken(bad.at, bad.text)
      return this.#keyword(tokens, first?.kind === 'word' ? first.text : '')
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error
      const { line, column } = this.#source.place(error.at || (first?.at ?? 0))
      this.untaken.push({ line, column, message: error.message })
      return this.#instead(first?.kind === 'word' ? first.text : '')
    }
  }

  #keyword(tokens: readonly Token[], word: string): string {
    const reader = new ActionReader(tokens, this.#scope)
    switch (word) {
      case 'range':
        reader.word(word)
        return `range ${this.#counted(this.#enter(word, () => reader.pipeline()))}`
      case 'if':
      case 'with':
        reader.word(word)
        return `${word} ${this.#enter(word, () => reader.pipeline()).text}`
      case 'else': {
        reader.word('else')
        this.#scope = { ...(this.#blocks.at(-1)?.scope ?? START), variables: this.#scope.variables }
        if (reader.done) return 'else'
        const kind = reader.word('with') ? 'with' : 'if'
        if (kind === 'if') reader.word('if')
        const pipe = reader.pipeline()
        this.#scope = this.#inside(kind, pipe)
        return `else ${kind} ${pipe.text}`
      }
      case 'end':
        this.#scope = this.#blocks.pop()?.scope ?? START
        return 'end'
      case 'break':
      case 'continue':
        return word
      case 'define':
      case 'block':
      case 'template':
        throw new NotTaken(
          tokens[0]?.at ?? 0,
          `${word}: a template of PrometheusAlert's that holds others is not taken`,
        )
    }
    const pipe = reader.pipeline()
    this.#declare(pipe)
    return pipe.text
  }

  /** The block is there even where its pipeline is not: its end has to find it. */
  #enter(kind: string, read: () => Pipeline): Pipeline {
    const block = { kind, scope: this.#scope }
    this.#blocks.push(block)
    const pipe = read()
    this.#scope = this.#inside(kind, pipe)
    return pipe
  }

  /** A range over the alerts, with a variable for their number. */
  #counted({ text, shape, declared }: Pipeline): string {
    if (shape !== 'alerts') return text
    const [index = '$alertIndex', item = '$alertItem'] = declared.length > 1 ? declared : ['$alertIndex', ...declared]
    this.#separated = index
    const list = declared.length === 0 ? text : text.slice(text.indexOf(':=') + 3)
    return `${index}, ${item} := ${list}`
  }

  #inside(kind: string, pipe: Pipeline): Scope {
    const dot: Shape = kind === 'range' ? elementOf(pipe.shape) : kind === 'with' ? pipe.shape : this.#scope.dot
    const variables = new Map(this.#scope.variables)
    for (const name of pipe.declared) variables.set(name, 'value')
    const last = pipe.declared.at(-1)
    if (last !== undefined) variables.set(last, kind === 'range' ? elementOf(pipe.shape) : pipe.shape)
    return { dot, variables }
  }

  #declare({ declared, shape }: Pipeline): void {
    const variables = new Map(this.#scope.variables)
    for (const name of declared) variables.set(name, shape)
    this.#scope = { ...this.#scope, variables }
  }

  /** In the place of what was not taken: nothing, but blocks stay blocks. */
  #instead(word: string): string {
    if (word === 'if' || word === 'with') return `${word} false`
    if (word === 'range') return 'range list'
    if (word === 'else') return 'else if false'
    if (word === 'define' || word === 'block') {
      this.#blocks.push({ kind: word, scope: this.#scope })
      return 'if false'
    }
    return '""'
  }
}

/** `<a href ={{ x }}>`: a value without quotes could become a second attribute, and is refused here. */
function quoted(html: string): string {
  return html.replace(/=[ \t]*(\{\{(?:(?!\}\}).)*\}\})(?=[\s>])/g, '="$1"')
}
