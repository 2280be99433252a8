/** Pipelines, and the variables that they declare. */
import type { Command, Pipe } from './nodes.ts'
import { type Names, OperandReader, shown } from './operands.ts'
import { ParseFault } from './source.ts'
import type { Token } from './tokens.ts'

const MAX_VARIABLES = 1000

export class PipeReader {
  readonly tokens: OperandReader
  /** Those that can be used here, with their dollar signs. */
  variables = ['$']
  readonly #fault: (at: number, message: string) => void

  constructor(tokens: readonly Token[], functions: Names, fault: (at: number, message: string) => void) {
    this.#fault = fault
    this.tokens = new OperandReader(tokens, functions, {
      fault,
      pipe: (context) => this.read(context),
      declared: (name) => this.variables.includes(name),
    })
  }

  read(context: string): Pipe {
    const start = this.tokens.peek().at
    const { declares, assigns } = this.#declarations(context)
    const commands: Command[] = []
    for (;;) {
      const args = this.tokens.command(context)
      if (!args) break
      commands.push(args)
      const bar = this.tokens.peek()
      if (bar.text !== '|' || bar.kind !== 'symbol') break
      this.tokens.take()
    }
    if (commands.length === 0) throw new ParseFault(start, `missing value for ${context}`)
    for (const [index, { args, at }] of commands.entries())
      if (index > 0 && ['bool', 'dot', 'nil', 'number', 'string'].includes(args[0].kind))
        throw new ParseFault(at, `non executable command in pipeline stage ${index + 1}`)
    if (!assigns) this.variables.push(...declares)
    if (this.variables.length > MAX_VARIABLES) throw new ParseFault(start, `more than ${MAX_VARIABLES} variables`)
    return { at: start, end: commands.at(-1)?.end ?? start, declares, assigns, commands }
  }

  #declarations(context: string): { declares: string[]; assigns: boolean } {
    const declares: string[] = []
    while (this.tokens.peek().kind === 'variable') {
      const after = this.tokens.peek(1)
      const name = this.tokens.peek()
      const more = after.text === ',' && after.kind === 'symbol'
      if (!more && after.text !== ':=' && after.text !== '=') break
      this.tokens.take()
      this.tokens.take()
      declares.push(name.text)
      if (!more) {
        if (after.text === '=') for (const assigned of declares) this.#declaredOrFault(assigned, name.at)
        return { declares, assigns: after.text === '=' }
      }
      if (context !== 'range' || declares.length > 1)
        throw new ParseFault(after.at, `too many declarations in ${context}`)
      if (this.tokens.peek().kind !== 'variable') throw new ParseFault(after.at, 'range can only initialize variables')
    }
    if (declares.length > 0)
      throw new ParseFault(this.tokens.peek().at, `unexpected ${shown(this.tokens.peek())} in ${context}`)
    return { declares, assigns: false }
  }

  #declaredOrFault(name: string, at: number): void {
    if (!this.variables.includes(name)) this.#fault(at, `undefined variable "${name}"`)
  }
}
