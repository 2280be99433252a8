/** The functions of Go's text/template itself. `and` and `or` are in the evaluator: they leave arguments out. */
import { RenderFault } from '../values/fault.ts'
import { printable, sprint, sprintln } from '../values/print.ts'
import { printf } from '../values/printf.ts'
import { Dict, List, Safe, truth, typeName, type Value } from '../values/value.ts'
import type { Args, Callable, Context } from './callable.ts'
import { equal, less } from './compare.ts'
import { escapeHtml, escapeJs, escapeQuery } from './escape.ts'

/** Texts are compared to their first difference, which may be at their end. */
function lookAt({ all }: Args, { budget }: Context): void {
  for (const value of all)
    budget.look(typeof value === 'string' ? value.length : value instanceof Safe ? value.text.length : 0)
}

const compare = (test: (a: Value, b: Value) => boolean): Callable => ({
  params: ['any', 'any'],
  run(args, context) {
    lookAt(args, context)
    return test(args.any(0), args.any(1))
  },
})

const textOf = ({ all }: Args, { budget }: Context): string => {
  const [first] = all
  if (all.length === 1 && typeof first === 'string') return first
  return sprint(all.map(printable), budget)
}

const escaping = (how: (text: string, context: Context) => Value): Callable => ({
  params: [],
  rest: 'any',
  run(args, context) {
    const text = textOf(args, context)
    context.budget.text(text.length * 6)
    return how(text, context)
  },
})

export const BUILTINS: Readonly<Record<string, Callable>> = {
  not: { params: ['any'], run: (args) => !truth(args.any(0)) },
  len: { params: ['any'], run: (args, { budget }) => length(args.any(0), budget) },
  index: {
    params: ['any'],
    rest: 'any',
    run(args, context) {
      lookAt(args, context)
      return args.all.slice(1).reduce<Value>(element, args.any(0))
    },
  },
  slice: { params: ['any'], rest: 'any', run: (args, { budget }) => slice(args.any(0), args.all.slice(1), budget) },
  call: {
    params: ['any'],
    rest: 'any',
    run(args) {
      throw new RenderFault(`non-function of type ${typeName(args.any(0))}: no value of a notification is a function`)
    },
  },
  print: { params: [], rest: 'any', run: (args, { budget }) => sprint(args.all, budget) },
  println: { params: [], rest: 'any', run: (args, { budget }) => sprintln(args.all, budget) },
  printf: {
    params: ['string'],
    rest: 'any',
    run: (args, { budget }) => printf(args.text(0), args.all.slice(1), budget),
  },
  /** In a page every value is escaped for its place, so there is nothing left to do. */
  html: escaping((text, { html }) => (html ? text : escapeHtml(text))),
  js: escaping(escapeJs),
  /** In a page it is marked, so that its place in an address does not escape it once more. */
  urlquery: escaping((text, { html }) => (html ? new Safe('template.URL', escapeQuery(text)) : escapeQuery(text))),
  eq: {
    params: ['any'],
    rest: 'any',
    run(args, context) {
      lookAt(args, context)
      return equal(args.any(0), args.all.slice(1))
    },
  },
  ne: compare((a, b) => !equal(a, [b])),
  lt: compare(less),
  le: compare((a, b) => less(a, b) || equal(a, [b])),
  gt: compare((a, b) => !less(a, b) && !equal(a, [b])),
  ge: compare((a, b) => !less(a, b)),
}

function length(value: Value, budget: Context['budget']): bigint {
  if (typeof value === 'string' || value instanceof Safe) {
    const text = typeof value === 'string' ? value : value.text
    budget.text(text.length)
    return BigInt(Buffer.byteLength(text))
  }
  if (value instanceof List) return BigInt(value.items.length)
  if (value instanceof Dict) return BigInt(value.entries.size)
  throw new RenderFault(value === null ? 'len of nil pointer' : `len of type ${typeName(value)}`)
}

/** One step of `index`. Characters of texts are bytes. */
function element(value: Value, key: Value): Value {
  if (value === null) throw new RenderFault('index of untyped nil')
  if (value instanceof Dict) {
    if (key === null || typeof key !== 'string')
      throw new RenderFault(
        key === null ? 'value is nil; should be of type string' : `value has type ${typeName(key)}; should be string`,
      )
    return value.entries.get(key) ?? (value.type === 'template.KV' ? '' : null)
  }
  const size =
    value instanceof List ? value.items.length : typeof value === 'string' ? Buffer.byteLength(value) : undefined
  if (size === undefined) throw new RenderFault(`can't index item of type ${typeName(value)}`)
  const at = position(key, size - 1)
  if (value instanceof List) return value.items[at] ?? null
  return BigInt(Buffer.from(String(value))[at] ?? 0)
}

function position(key: Value, last: number): number {
  if (key === null) throw new RenderFault('cannot index slice/array with nil')
  if (typeof key !== 'bigint') throw new RenderFault(`cannot index slice/array with type ${typeName(key)}`)
  if (key < 0n || key > BigInt(last)) throw new RenderFault(`index out of range: ${key}`)
  return Number(key)
}

function slice(value: Value, bounds: readonly Value[], budget: Context['budget']): Value {
  if (value === null) throw new RenderFault('slice of untyped nil')
  if (bounds.length > 3) throw new RenderFault(`too many slice indexes: ${bounds.length}`)
  if (typeof value !== 'string' && !(value instanceof List))
    throw new RenderFault(`can't slice item of type ${typeName(value)}`)
  if (typeof value === 'string' && bounds.length === 3) throw new RenderFault('cannot 3-index slice a string')
  const size = typeof value === 'string' ? Buffer.byteLength(value) : value.items.length
  const [from = 0, to = size, capacity] = bounds.map((bound) => position(bound, size))
  if (from > to) throw new RenderFault(`invalid slice index: ${from} > ${to}`)
  if (capacity !== undefined && to > capacity) throw new RenderFault(`invalid slice index: ${to} > ${capacity}`)
  if (value instanceof List) {
    budget.list(to - from)
    return new List(value.type, value.items.slice(from, to))
  }
  budget.text(size)
  return Buffer.from(value).subarray(from, to).toString('utf8')
}
