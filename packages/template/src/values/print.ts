/** Any value under one verb of `printf`; `%v` is what print and `{{ }}` write. Source: Go `fmt/print.go`. */
import { type Budget, Output } from './budget.ts'
import { RenderFault } from './fault.ts'
import { formatFloat, formatInteger, formatText, pad, type Spec } from './format.ts'
import { durationText, timeText } from './format-time.ts'
import { MONTHS, WEEKDAYS } from './layout.ts'
import { quote } from './quote.ts'
import { Time } from './time.ts'
import { Dict, List, Named, Safe, Struct, typeName, type Value } from './value.ts'

const PLAIN: Spec = { verb: 'v', plus: false, minus: false, sharp: false, space: false, zero: false }
const MAX_DEPTH = 100
const STRING_VERBS = 'vsqxX'

/** As `{{ value }}` writes it. */
export function printed(value: Value, budget: Budget): string {
  const shown = printable(value)
  return typeof shown === 'string' ? shown : format(shown, PLAIN, budget)
}

/** A value that is not there is `<no value>`; of a pointer, what it points at is shown. */
export function printable(value: Value): Value {
  if (value === null) return '<no value>'
  return value instanceof Struct && value.type.startsWith('*') ? new Struct(value.type.slice(1), value.fields) : value
}

/** `fmt.Sprint`: a space between two neighbours of which neither is a text. */
export function sprint(values: readonly Value[], budget: Budget): string {
  const out = new Output(budget)
  const isText = (value: Value | undefined): boolean => typeof value === 'string' || value instanceof Safe
  for (const [index, value] of values.entries()) {
    if (index > 0 && !isText(value) && !isText(values[index - 1])) out.write(' ')
    out.write(format(value, PLAIN, budget))
  }
  return out.toString()
}

/** `fmt.Sprintln`: a space between all, a new line behind. */
export function sprintln(values: readonly Value[], budget: Budget): string {
  const out = new Output(budget)
  for (const [index, value] of values.entries()) out.write(`${index > 0 ? ' ' : ''}${format(value, PLAIN, budget)}`)
  out.write('\n')
  return out.toString()
}

export function format(value: Value, spec: Spec, budget: Budget): string {
  if (typeof value === 'string' && spec === PLAIN) return value
  const out = new Output(budget)
  new Printer(out, budget).print(value, spec, 0)
  return out.toString()
}

/** How the type itself prints, whatever the verb for texts; undefined where it has no such way. */
export function ownText(value: Value, budget: Budget, spec: Spec = PLAIN): string | undefined {
  if (spec.sharp && spec.verb === 'v') return undefined
  if (value instanceof Time) {
    budget.step(100)
    return timeText(value)
  }
  if (value instanceof Named) return namedText(value)
  const pairs =
    value instanceof Dict && value.type === 'template.KV'
      ? [...value.keys()].map((key) => [key, value.entries.get(key)])
      : undefined
  const listed = value instanceof List && value.type === 'template.Pairs' ? value.items.map(pairOf) : undefined
  const found = pairs ? alertNameFirst(pairs) : listed
  if (!found) return undefined
  const out = new Output(budget)
  for (const [index, [name, text]] of found.entries()) out.write(`${index > 0 ? ', ' : ''}${name}=${text}`)
  return out.toString()
}

function alertNameFirst(pairs: readonly unknown[][]): unknown[][] {
  return [...pairs.filter(([name]) => name === 'alertname'), ...pairs.filter(([name]) => name !== 'alertname')]
}

function pairOf(pair: Value): unknown[] {
  return pair instanceof Struct ? [pair.fields.get('Name'), pair.fields.get('Value')] : []
}

function namedText({ type, value }: Named): string {
  if (type === 'time.Duration') return durationText(value)
  const names = type === 'time.Month' ? MONTHS : WEEKDAYS
  return names[Number(value) - (type === 'time.Month' ? 1 : 0)] ?? `%!${type.slice(5)}(${value})`
}

function isCompound(value: Value): value is List | Dict | Struct {
  return value instanceof List || value instanceof Dict || value instanceof Struct
}

class Printer {
  readonly #out: Output
  readonly #budget: Budget

  constructor(out: Output, budget: Budget) {
    this.#out = out
    this.#budget = budget
  }

  print(value: Value, spec: Spec, depth: number): void {
    this.#budget.step()
    if (depth > MAX_DEPTH) throw new RenderFault(`lists or maps more than ${MAX_DEPTH} deep cannot be printed`)
    if (value === null) this.#out.write(this.#null(spec, depth))
    else if (
      isCompound(value) &&
      !(STRING_VERBS.includes(spec.verb) && ownText(value, this.#budget, spec) !== undefined)
    )
      this.#compound(value, spec, depth, spec.verb === 'v' && spec.sharp)
    else this.#out.write(this.#scalar(value, spec) ?? this.#unfit(value, spec))
  }

  #null(spec: Spec, depth: number): string {
    if (spec.verb !== 'v') return `%!${spec.verb}(<nil>)`
    return depth > 0 && spec.sharp ? 'interface {}(nil)' : pad('<nil>', spec, this.#budget)
  }

  /** Undefined: the verb is none for such a value. */
  #scalar(value: Exclude<Value, null>, spec: Spec): string | undefined {
    const budget = this.#budget
    const goSyntax = spec.verb === 'v' && spec.sharp
    if (typeof value === 'string') return goSyntax ? quote(value) : formatText(value, spec, budget)
    if (typeof value === 'boolean') return 'vt'.includes(spec.verb) ? pad(`${value}`, spec, budget) : undefined
    if (typeof value === 'bigint') return formatInteger(value, spec, budget)
    if (typeof value === 'number') return formatFloat(value, spec, budget)
    if (value instanceof Safe) return goSyntax ? quote(value.text) : formatText(value.text, spec, budget)
    const own = STRING_VERBS.includes(spec.verb) ? ownText(value, budget, spec) : undefined
    if (own !== undefined) return formatText(own, spec, budget)
    if (value instanceof Named) return formatInteger(value.value, spec, budget)
    return value instanceof Time && goSyntax ? quote(timeText(value)) : undefined
  }

  /** What the verb does not fit says so and shows itself. */
  #unfit(value: Value, spec: Spec): string {
    const text = value instanceof Time ? timeText(value) : format(value, { ...spec, verb: 'v' }, this.#budget)
    return `%!${spec.verb}(${typeName(value)}=${text})`
  }

  #compound(value: List | Dict | Struct, spec: Spec, depth: number, goSyntax: boolean): void {
    const type = goSyntax ? value.type : ''
    const between = goSyntax ? ', ' : ' '
    if (value instanceof List) {
      this.#out.write(goSyntax ? `${type}{` : '[')
      for (const [index, item] of value.items.entries()) {
        if (index > 0) this.#out.write(between)
        this.print(item, spec, depth + 1)
      }
      this.#out.write(goSyntax ? '}' : ']')
      return
    }
    if (value instanceof Dict) {
      this.#out.write(goSyntax ? `${type}{` : 'map[')
      for (const [index, key] of value.keys().entries()) {
        if (index > 0) this.#out.write(between)
        this.print(key, spec, depth + 1)
        this.#out.write(':')
        this.print(value.entries.get(key) ?? null, spec, depth + 1)
      }
      this.#out.write(goSyntax ? '}' : ']')
      return
    }
    const pointer = value.type.startsWith('*')
    this.#out.write(`${pointer ? '&' : ''}${type.replace('*', '')}{`)
    for (const [index, [name, item]] of [...value.fields].entries()) {
      if (index > 0) this.#out.write(between)
      if (goSyntax || spec.plus) this.#out.write(`${name}:`)
      this.print(item, spec, depth + 1)
    }
    this.#out.write('}')
  }
}
