/** Values of pipelines. Source: Go `text/template/exec.go`, `evalPipeline` and what it calls. */

import { Args, type Callable, type Context, checked, type Param } from '../functions/callable.ts'
import { FUNCTIONS } from '../functions/index.ts'
import { findMethod } from '../functions/methods.ts'
import type { Command, NumberOperand, Operand, Pipe, Span } from '../parse/nodes.ts'
import { LimitFault, RenderFault } from '../values/fault.ts'
import { Dict, Named, Struct, truth, typeName, type Value } from '../values/value.ts'

/** No value came through the pipe; null is a value. */
const NONE = Symbol('none')
type Piped = Value | typeof NONE

/** `site`: what an error of the function is said to be at. */
interface Called {
  readonly callable: Callable
  readonly name: string
  readonly site: Span
}

export class Evaluator {
  readonly #context: Context
  readonly #place: { span: Span }
  /** A stack: the newest of a name counts. */
  readonly #variables: { readonly name: string; value: Value }[]

  constructor(context: Context, place: { span: Span }, root: Value) {
    this.#context = context
    this.#place = place
    this.#variables = [{ name: '$', value: root }]
  }

  mark(): number {
    return this.#variables.length
  }

  release(mark: number): void {
    this.#variables.length = mark
  }

  pipe(pipe: Pipe, dot: Value): Value {
    let value: Piped = NONE
    for (const command of pipe.commands) value = this.#command(command, dot, value)
    const result = value === NONE ? null : value
    for (const name of pipe.declares) {
      if (pipe.assigns) this.#assign(name, result)
      else this.#variables.push({ name, value: result })
    }
    return result
  }

  /** Gives the variables of a `range` their next values. */
  iterate(pipe: Pipe, key: Value, element: Value): void {
    const [first, second] = pipe.declares
    if (first === undefined) return
    if (second === undefined) this.#assign(first, element)
    else {
      this.#assign(first, key)
      this.#assign(second, element)
    }
  }

  #variable(name: string): { value: Value } {
    for (let at = this.#variables.length - 1; at >= 0; at--) {
      const variable = this.#variables[at]
      if (variable?.name === name) return variable
    }
    throw new RenderFault(`undefined variable: ${name}`)
  }

  #assign(name: string, value: Value): void {
    this.#variable(name).value = value
  }

  #command(command: Command, dot: Value, piped: Piped): Value {
    const [first, ...args] = command.args
    this.#place.span = first
    this.#context.budget.step()
    switch (first.kind) {
      case 'function':
        return this.#function(first.name, command, args, dot, piped)
      case 'field':
        return this.#path(dot, first.path, args, dot, piped)
      case 'variable':
        if (first.path.length > 0) return this.#path(this.#variable(first.name).value, first.path, args, dot, piped)
        break
      case 'chain':
        return this.#path(this.#chained(first.of, dot), first.path, args, dot, piped)
      case 'nil':
        throw new RenderFault('nil is not a command')
    }
    if (args.length > 0 || piped !== NONE) throw new RenderFault("can't give argument to non-function")
    return this.#argument(first, 'any', dot)
  }

  #chained(operand: Operand, dot: Value): Value {
    if (operand.kind === 'nil') throw new RenderFault('indirection through explicit nil')
    return this.#argument(operand, 'any', dot)
  }

  #function(name: string, site: Span, args: readonly Operand[], dot: Value, piped: Piped): Value {
    if (name === 'and' || name === 'or') return this.#shortCircuit(name, args, dot, piped)
    const callable = FUNCTIONS.get(name)
    if (!callable) throw new RenderFault(`"${name}" is not a defined function`)
    return this.#call({ callable, name, site }, [], args, dot, piped)
  }

  #shortCircuit(name: 'and' | 'or', args: readonly Operand[], dot: Value, piped: Piped): Value {
    if (args.length === 0 && piped === NONE)
      throw new RenderFault(`wrong number of args for ${name}: want at least 1 got 0`)
    let value: Value = null
    for (const arg of args) {
      value = this.#argument(arg, 'any', dot)
      if (truth(value) === (name === 'or')) return value
    }
    return piped === NONE ? value : piped
  }

  /** `.A.B.C`: the last name takes the arguments, if it is a method. */
  #path(from: Value, path: readonly string[], args: readonly Operand[], dot: Value, piped: Piped): Value {
    let value = from
    for (const [index, name] of path.entries()) {
      const last = index === path.length - 1
      const owner = value
      value = last ? this.#field(owner, name, args, dot, piped) : this.#field(owner, name, [], dot, NONE)
      // Go tells apart what was never there, which has only such fields again, and an entry that holds nothing.
      if (!last && value === null && owner instanceof Dict)
        throw new RenderFault(`nil pointer evaluating interface {}.${path[index + 1]}`)
    }
    return value
  }

  #field(value: Value, name: string, args: readonly Operand[], dot: Value, piped: Piped): Value {
    this.#context.budget.step()
    if (value === null) return null
    const method = findMethod(value, name)
    if (method) return this.#call({ callable: method, name, site: this.#place.span }, [value], args, dot, piped)
    const hasArgs = args.length > 0 || piped !== NONE
    if (value instanceof Struct && value.fields.has(name)) {
      if (hasArgs) throw new RenderFault(`${name} has arguments but cannot be invoked as function`)
      return value.fields.get(name) ?? null
    }
    if (value instanceof Dict) {
      if (hasArgs) throw new RenderFault(`${name} is not a method but has arguments`)
      return value.entries.get(name) ?? (value.type === 'template.KV' ? '' : null)
    }
    const known = value instanceof Struct ? `; it has ${[...value.fields.keys()].join(', ')}` : ''
    throw new RenderFault(`can't evaluate field ${name} in type ${typeName(value)}${known}`)
  }

  #call(
    { callable, name, site }: Called,
    receiver: readonly Value[],
    args: readonly Operand[],
    dot: Value,
    piped: Piped,
  ): Value {
    const { params, rest } = callable
    const count = args.length + (piped === NONE ? 0 : 1)
    if (rest === undefined ? count !== params.length : count < params.length)
      throw new RenderFault(
        `wrong number of args for ${name}: want ${rest === undefined ? '' : 'at least '}${params.length} got ${count}`,
      )
    const place = this.#place.span
    const values = [...receiver, ...args.map((arg, index) => this.#argument(arg, params[index] ?? rest ?? 'any', dot))]
    this.#place.span = place
    if (piped !== NONE) values.push(checked(piped, params[count - 1] ?? rest ?? 'any'))
    this.#context.budget.step()
    try {
      return callable.run(new Args(values), this.#context)
    } catch (error) {
      if (error instanceof LimitFault || !(error instanceof RenderFault)) throw error
      this.#place.span = site
      throw new RenderFault(`error calling ${name}: ${error.message}`)
    }
  }

  #argument(operand: Operand, param: Param, dot: Value): Value {
    this.#place.span = operand
    this.#context.budget.step()
    switch (operand.kind) {
      case 'nil':
        if (param === 'any' || param.startsWith('[]')) return checked(null, param)
        throw new RenderFault(`cannot assign nil to ${param}`)
      case 'bool':
      case 'string':
        return constant(operand, param)
      case 'number':
        return number(operand, param)
    }
    const value = this.#operand(operand, dot)
    this.#place.span = operand
    return checked(value, param)
  }

  #operand(operand: Exclude<Operand, { kind: 'nil' | 'bool' | 'string' | 'number' }>, dot: Value): Value {
    switch (operand.kind) {
      case 'dot':
        return dot
      case 'field':
        return this.#path(dot, operand.path, [], dot, NONE)
      case 'variable': {
        const { value } = this.#variable(operand.name)
        return operand.path.length === 0 ? value : this.#path(value, operand.path, [], dot, NONE)
      }
      case 'chain':
        return this.#path(this.#chained(operand.of, dot), operand.path, [], dot, NONE)
      case 'function':
        return this.#function(operand.name, operand, [], dot, NONE)
      case 'pipe':
        return this.#context.budget.within(() => this.pipe(operand.pipe, dot))
    }
  }
}

function constant(operand: Operand & { readonly kind: 'bool' | 'string' }, param: Param): Value {
  const { value } = operand
  if (param === 'any' || (param === 'string' && typeof value === 'string')) return value
  const shown = JSON.stringify(value)
  if (param === 'string') throw new RenderFault(`expected string; found ${shown}`)
  if (param === 'int' || param === 'time.Duration') throw new RenderFault(`expected integer; found ${shown}`)
  throw new RenderFault(`can't handle ${shown} for arg of type ${param}`)
}

function number(operand: NumberOperand, param: Param): Value {
  const { int, float, isFloat } = operand
  if (param === 'any') return isFloat || int === undefined ? float : int
  if (param === 'string') throw new RenderFault(`expected string; found ${isFloat ? float : int}`)
  if (param !== 'int' && param !== 'time.Duration')
    throw new RenderFault(`can't handle ${float} for arg of type ${param}`)
  if (int === undefined) throw new RenderFault(`expected integer; found ${float}`)
  return param === 'int' ? int : new Named('time.Duration', int)
}
