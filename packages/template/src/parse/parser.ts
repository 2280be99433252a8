/** Tokens into trees. Source: Go `text/template/parse/parse.go`. */

import { unquote } from './literals.ts'
import type { List, Node, Pipe } from './nodes.ts'
import { type Names, type OperandReader, shown } from './operands.ts'
import { PipeReader } from './pipelines.ts'
import { ParseFault, type Source } from './source.ts'
import { type Token, tokenize } from './tokens.ts'

interface Fault {
  readonly at: number
  readonly message: string
}

interface Definition {
  readonly name: string
  readonly at: number
  readonly list: List
}

export interface Parsed {
  /** `{{ define }}` and `{{ block }}` of the text, in order. */
  readonly definitions: readonly Definition[]
  readonly root: List
  readonly faults: readonly Fault[]
}

const MAX_NESTING = 200
/** A file that is no template at all is not told of line by line. */
const MAX_FAULTS = 100
const KEYWORDS = ['if', 'range', 'with', 'else', 'end', 'define', 'template', 'block', 'break', 'continue']
const EMPTY: Pipe = { at: 0, end: 0, declares: [], assigns: false, commands: [] }

type Stop = 'end' | 'else' | 'eof'

export function parse(source: Source, functions: Names): Parsed {
  return new Parser(source, functions).run()
}

class Parser {
  readonly #definitions: Definition[] = []
  readonly #faults: Fault[] = []
  readonly #pipes: PipeReader
  readonly #in: OperandReader
  readonly #text: string
  #loops = 0
  #nesting = 0

  constructor(source: Source, functions: Names) {
    this.#text = source.text
    this.#pipes = new PipeReader(tokenize(source), functions, (at, message) => this.#fault(at, message))
    this.#in = this.#pipes.tokens
  }

  run(): Parsed {
    const root: Node[] = []
    this.#attempt(() => this.#root(root))
    return { definitions: this.#definitions, root, faults: this.#faults.toSorted((a, b) => a.at - b.at) }
  }

  #root(root: Node[]): void {
    for (;;) {
      const { nodes, stop, at } = this.#list(true)
      root.push(...nodes)
      if (stop === 'eof') return
      this.#fault(at, `unexpected {{${stop}}}: nothing is open here`)
      this.#skipAction()
    }
  }

  #fault(at: number, message: string): void {
    if (this.#faults.length < MAX_FAULTS) this.#faults.push({ at, message })
  }

  /** Up to `{{ end }}`, `{{ else` or the end of the text; the word itself is read, what follows it is not. */
  #list(top = false): { nodes: Node[]; stop: Stop; at: number } {
    const nodes: Node[] = []
    for (;;) {
      const token = this.#in.take()
      if (token.kind === 'eof') return { nodes, stop: 'eof', at: token.at }
      if (token.kind === 'text') {
        nodes.push({ kind: 'text', at: token.at, end: token.end, text: token.text })
        continue
      }
      if (token.kind !== 'open') {
        this.#fault(token.at, token.kind === 'bad' ? token.text : `unexpected ${token.text}`)
        continue
      }
      const word = this.#in.peek()
      if (word.kind === 'word' && (word.text === 'end' || word.text === 'else')) {
        this.#in.take()
        return { nodes, stop: word.text, at: token.at }
      }
      const node = this.#action(token, top)
      if (node) nodes.push(node)
    }
  }

  #action(open: Token, top: boolean): Node | undefined {
    const word = this.#in.peek()
    const keyword = word.kind === 'word' && KEYWORDS.includes(word.text) ? word.text : undefined
    if (keyword) this.#in.take()
    switch (keyword) {
      case 'if':
      case 'with':
      case 'range':
        return this.#control(keyword, open)
      case 'define':
        if (!top)
          this.#fault(
            open.at,
            'unexpected {{define}}: a template is defined at the top of a file, not inside another action',
          )
        return this.#define(open)
      case 'block':
        return this.#block(open)
    }
    try {
      if (keyword === 'template') return this.#template(open)
      if (keyword === 'break' || keyword === 'continue') {
        if (this.#loops === 0) throw new ParseFault(open.at, `{{${keyword}}} outside {{range}}`)
        return { kind: keyword, at: open.at, end: this.#close(keyword).end }
      }
      const pipe = this.#pipes.read('command')
      this.#close('command')
      return { kind: 'action', at: pipe.at, end: pipe.end, pipe }
    } catch (error) {
      this.#recover(error)
      return undefined
    }
  }

  #control(kind: 'if' | 'with' | 'range', open: Token): Node {
    return this.#scope(open, () => {
      const pipe = this.#header(kind)
      if (kind === 'range') this.#loops++
      const body = this.#list()
      if (kind === 'range') this.#loops--
      const otherwise = body.stop === 'else' ? this.#else(kind, open) : null
      if (body.stop === 'end') this.#closeOrSkip('end')
      if (body.stop === 'eof') this.#unclosed(kind, open)
      return { kind, at: open.at, end: pipe.end, pipe, body: body.nodes, otherwise }
    })
  }

  #else(kind: 'if' | 'with' | 'range', open: Token): List {
    const word = this.#in.peek()
    if (word.kind === 'word' && word.text === kind && kind !== 'range') {
      this.#in.take()
      return [this.#control(kind, open)]
    }
    this.#closeOrSkip('else')
    const { nodes, stop, at } = this.#list()
    if (stop === 'else') {
      this.#fault(at, 'expected end; found {{else}}')
      return nodes.concat(this.#else('range', open))
    }
    if (stop === 'end') this.#closeOrSkip('end')
    else this.#unclosed(kind, open)
    return nodes
  }

  #define(open: Token): undefined {
    let name: string | undefined
    this.#attempt(() => {
      name = this.#name('define')
      this.#close('define')
    })
    const list = this.#separately(() => this.#body('define', open))
    if (name !== undefined) this.#definitions.push({ name, at: open.at, list })
  }

  #block(open: Token): Node | undefined {
    let node: { name: string; pipe: Pipe } | undefined
    this.#attempt(() => {
      node = { name: this.#name('block'), pipe: this.#pipes.read('block') }
      this.#close('block')
    })
    const list = this.#separately(() => this.#body('block', open))
    if (!node) return undefined
    this.#definitions.push({ name: node.name, at: open.at, list })
    return { kind: 'template', at: open.at, end: node.pipe.end, ...node }
  }

  #body(what: string, open: Token): List {
    const nodes: Node[] = []
    for (;;) {
      const part = this.#list()
      nodes.push(...part.nodes)
      if (part.stop === 'else') {
        this.#fault(part.at, `unexpected {{else}} in ${what} clause`)
        this.#skipAction()
        continue
      }
      if (part.stop === 'end') this.#closeOrSkip('end')
      else this.#unclosed(what, open)
      return nodes
    }
  }

  #template(open: Token): Node {
    const name = this.#name('template')
    const bare = this.#in.peek().kind === 'close'
    const pipe = bare ? null : this.#pipes.read('template clause')
    return { kind: 'template', at: open.at, end: this.#close('template').at, name, pipe }
  }

  #name(what: string): string {
    const token = this.#in.take()
    const name = token.kind === 'string' ? unquote(token.text) : undefined
    if (name === undefined)
      throw new ParseFault(token.at, `unexpected ${shown(token)} in ${what} clause: a name in quotes is wanted`)
    return name
  }

  /** Variables declared inside leave with it. */
  #scope<T>(open: Token, read: () => T): T {
    const kept = this.#pipes.variables.length
    if (++this.#nesting > MAX_NESTING) throw new ParseFault(open.at, `nested more than ${MAX_NESTING} deep`)
    const result = read()
    this.#nesting--
    this.#pipes.variables.length = kept
    return result
  }

  /** A template sees neither the variables nor the loops around it. */
  #separately<T>(read: () => T): T {
    const outer = { variables: this.#pipes.variables, loops: this.#loops }
    this.#pipes.variables = ['$']
    this.#loops = 0
    const result = read()
    this.#pipes.variables = outer.variables
    this.#loops = outer.loops
    return result
  }

  #header(context: string): Pipe {
    let pipe = EMPTY
    this.#attempt(() => {
      pipe = this.#pipes.read(context)
      this.#close(context)
    })
    return pipe
  }

  #close(context: string): Token {
    const token = this.#in.take()
    if (token.kind !== 'close') throw new ParseFault(token.at, `unexpected ${shown(token)} in ${context}`)
    return token
  }

  #closeOrSkip(context: string): void {
    this.#attempt(() => this.#close(context))
  }

  #attempt(read: () => void): void {
    try {
      read()
    } catch (error) {
      this.#recover(error)
    }
  }

  #recover(error: unknown): void {
    if (!(error instanceof ParseFault)) throw error
    this.#fault(error.at, error.message)
    this.#skipAction()
  }

  #skipAction(): void {
    this.#in.skipAction()
  }

  #unclosed(what: string, open: Token): void {
    const line = this.#text.slice(0, open.at).split('\n').length
    this.#fault(open.at, `unexpected EOF: the {{${what}}} of line ${line} has no {{end}}`)
  }
}
