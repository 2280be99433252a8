/** Walks a template and writes. Source: Go `text/template/exec.go`. */

import type { Rendered } from '../contract.ts'
import type { Context } from '../functions/callable.ts'
import type { Node, List as Nodes, Pipe, Span } from '../parse/nodes.ts'
import { RenderFault } from '../values/fault.ts'
import { Dict, List, truth, typeName, type Value } from '../values/value.ts'
import { Evaluator } from './evaluate.ts'
import type { Sink } from './sink.ts'
import { placed, type Template, type Templates } from './template.ts'

type Flow = 'break' | 'continue' | undefined
type Branch = Node & { readonly kind: 'if' | 'with' | 'range' }

export class Walker {
  readonly #templates: Templates
  readonly #context: Context
  readonly #sink: Sink
  /** The template and node being worked on, for errors. */
  #template: Template
  readonly #place: { span: Span }
  #eval: Evaluator

  constructor(templates: Templates, start: Template, context: Context, sink: Sink) {
    this.#templates = templates
    this.#template = start
    this.#context = context
    this.#sink = sink
    this.#place = { span: { at: 0, end: 0 } }
    this.#eval = new Evaluator(context, this.#place, null)
  }

  run(data: Value): Rendered {
    try {
      this.#execute(this.#template, data)
      this.#place.span = { at: this.#template.source.text.length, end: this.#template.source.text.length }
      return { ok: true, text: this.#sink.end() }
    } catch (error) {
      return { ok: false, message: placed(this.#template, this.#place.span, reasonOf(error)) }
    }
  }

  #execute(template: Template, dot: Value): void {
    const outer = { template: this.#template, eval: this.#eval }
    this.#context.budget.enter()
    this.#template = template
    this.#eval = new Evaluator(this.#context, this.#place, dot)
    this.#list(template.list, dot)
    this.#context.budget.leave()
    this.#template = outer.template
    this.#eval = outer.eval
  }

  #list(nodes: Nodes, dot: Value): Flow {
    for (const node of nodes) {
      const flow = this.#node(node, dot)
      if (flow) return flow
    }
    return undefined
  }

  #node(node: Node, dot: Value): Flow {
    this.#place.span = node
    this.#context.budget.step()
    switch (node.kind) {
      case 'text':
        this.#sink.text(node.text)
        return undefined
      case 'action': {
        const value = this.#eval.pipe(node.pipe, dot)
        this.#place.span = node
        if (node.pipe.declares.length === 0) this.#sink.value(value)
        return undefined
      }
      case 'template':
        this.#call(node, dot)
        return undefined
      case 'break':
      case 'continue':
        return node.kind
    }
    return this.#branch(node, dot)
  }

  #call(node: Node & { readonly kind: 'template' }, dot: Value): void {
    const template = this.#templates.get(node.name)
    if (!template) throw new RenderFault(`template "${node.name}" not defined`)
    const data = node.pipe ? this.#eval.pipe(node.pipe, dot) : null
    this.#place.span = node
    this.#execute(template, data)
  }

  #branch(node: Branch, dot: Value): Flow {
    const mark = this.#eval.mark()
    this.#context.budget.enter()
    const flow = node.kind === 'range' ? this.#range(node, dot) : this.#condition(node, dot)
    this.#context.budget.leave()
    this.#eval.release(mark)
    return flow
  }

  #condition(node: Branch, dot: Value): Flow {
    const value = this.#eval.pipe(node.pipe, dot)
    if (truth(value)) return this.#list(node.body, node.kind === 'with' ? value : dot)
    return node.otherwise ? this.#list(node.otherwise, dot) : undefined
  }

  #range(node: Branch, dot: Value): Flow {
    const value = this.#eval.pipe(node.pipe, dot)
    this.#place.span = node.pipe
    const mark = this.#eval.mark()
    let empty = true
    for (const [key, element] of pairsOf(value, node.pipe)) {
      empty = false
      this.#context.budget.step()
      this.#eval.iterate(node.pipe, key, element)
      const flow = this.#list(node.body, element)
      this.#eval.release(mark)
      if (flow === 'break') break
    }
    return empty && node.otherwise ? this.#list(node.otherwise, dot) : undefined
  }
}

function* pairsOf(value: Value, pipe: Pipe): Iterable<readonly [Value, Value]> {
  if (value === null) return
  if (value instanceof List) {
    for (const [index, item] of value.items.entries()) yield [BigInt(index), item]
    return
  }
  if (value instanceof Dict) {
    for (const key of value.keys()) yield [key, value.entries.get(key) ?? null]
    return
  }
  if (typeof value !== 'bigint') throw new RenderFault(`range can't iterate over a value of type ${typeName(value)}`)
  if (pipe.declares.length > 1) throw new RenderFault(`can't use ${value} to iterate over more than one variable`)
  for (let count = 0n; count < value; count++) yield [count, count]
}

function reasonOf(error: unknown): string {
  if (error instanceof RenderFault) return error.message
  // The depth is limited well before the stack ends; this is for a smaller stack than usual.
  if (error instanceof RangeError && error.message.includes('call stack')) return 'nested too deep'
  throw error
}
