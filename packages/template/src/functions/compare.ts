/** Go's comparisons. Source: Go `text/template/funcs.go`. */
import { RenderFault } from '../values/fault.ts'
import { Time } from '../values/time.ts'
import { byBytes, Dict, List, Named, Safe, Struct, typeName, type Value } from '../values/value.ts'

type Basic = string | boolean | bigint | number

/** Texts and numbers with a type of their own compare as what they are made of. */
function basic(value: Value): Basic | undefined {
  if (value instanceof Named) return value.value
  if (value instanceof Safe) return value.text
  return typeof value === 'object' ? undefined : value
}

export function equal(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new RenderFault('missing argument for comparison')
  return others.some((other) => same(first, other))
}

function same(a: Value, b: Value): boolean {
  if (a === null || b === null) return a === b
  const left = basic(a)
  const right = basic(b)
  if (left !== undefined || right !== undefined) {
    if (typeof left !== typeof right) throw new RenderFault('incompatible types for comparison')
    return left === right
  }
  for (const value of [a, b]) if (!comparable(value)) throw new RenderFault(`non-comparable type ${typeName(value)}`)
  if (a instanceof Time && b instanceof Time) return a.nanos === b.nanos && a.zone === b.zone
  if (!(a instanceof Struct) || !(b instanceof Struct) || a.type !== b.type) return false
  return [...a.fields].every(([name, value]) => same(value, b.fields.get(name) ?? null))
}

function comparable(value: Value): boolean {
  if (value instanceof List || value instanceof Dict) return false
  return !(value instanceof Struct) || [...value.fields.values()].every(comparable)
}

export function less(a: Value, b: Value): boolean {
  const left = basic(a)
  const right = basic(b)
  if (left === undefined || right === undefined || typeof left === 'boolean' || typeof right === 'boolean')
    throw new RenderFault('invalid type for comparison')
  if (typeof left === 'string' && typeof right === 'string') return byBytes(left, right) < 0
  if (typeof left !== typeof right) throw new RenderFault('incompatible types for comparison')
  return left < right
}
