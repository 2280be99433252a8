/**
 * Values as templates see them. Strings, booleans, `bigint` for Go's int, `number` for float64 and null for Go's untyped nil are themselves;
 * everything else is one of the classes below. None of them is ever asked for a property by a name out of a template: fields are
 * looked up in maps, methods in the tables of `methods.ts`.
 */
import type { Time } from './time.ts'

export type Value = null | string | boolean | bigint | number | List | Dict | Struct | Named | Safe | Time

/** A slice: `type` is Go's name for it. */
export class List {
  readonly type: ListType
  readonly items: readonly Value[]

  constructor(type: ListType, items: readonly Value[]) {
    this.type = type
    this.items = items
  }
}

export type ListType =
  | '[]interface {}'
  | '[]string'
  | 'template.Strings'
  | 'template.Pairs'
  | 'template.Alerts'
  | '[]template.Alert'

export type DictType = 'template.KV' | 'map[string]interface {}'

/** A map with text keys; iteration is always in the order of keys. */
export class Dict {
  readonly type: DictType
  readonly entries: ReadonlyMap<string, Value>
  #sorted: readonly string[] | undefined

  constructor(type: DictType, entries: ReadonlyMap<string, Value>) {
    this.type = type
    this.entries = entries
  }

  keys(): readonly string[] {
    this.#sorted ??= [...this.entries.keys()].sort(byBytes)
    return this.#sorted
  }
}

/** A struct: fields in their order, `json` their names in JSON. */
export class Struct {
  readonly type: string
  readonly fields: ReadonlyMap<string, Value>
  readonly json: Readonly<Record<string, string>>

  constructor(type: string, fields: ReadonlyMap<string, Value>, json: Readonly<Record<string, string>> = {}) {
    this.type = type
    this.fields = fields
    this.json = json
  }
}

/** An integer with a type, and a text, of its own. A duration counts nanoseconds. */
export class Named {
  readonly type: 'time.Duration' | 'time.Month' | 'time.Weekday'
  readonly value: bigint

  constructor(type: Named['type'], value: bigint) {
    this.type = type
    this.value = value
  }
}

/** Text that its author declared safe for HTML, or as an address. */
export class Safe {
  readonly type: 'template.HTML' | 'template.URL'
  readonly text: string

  constructor(type: Safe['type'], text: string) {
    this.type = type
    this.text = text
  }
}

export function typeName(value: Value): string {
  if (value === null) return '<nil>'
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'bigint':
      return 'int'
    case 'number':
      return 'float64'
  }
  return value.type
}

/** Whether a value counts as true: neither empty nor zero. */
export function truth(value: Value): boolean {
  if (value instanceof List) return value.items.length > 0
  if (value instanceof Dict) return value.entries.size > 0
  if (value instanceof Named) return value.value !== 0n
  if (value instanceof Safe) return value.text !== ''
  // Go's NaN is not zero, so it counts.
  if (typeof value === 'number') return value !== 0
  return Boolean(value)
}

/** Go compares strings by their UTF-8 bytes; that is the order of code points, which UTF-16 keeps but for surrogates. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at)
    const right = b.charCodeAt(at)
    if (left !== right) return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit
}
