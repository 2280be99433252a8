/**
 * JSON as Go's encoding/json writes it, so that receivers that compare bytes or signatures see what they are used to:
 * maps by key in the order of their bytes, `<`, `>` and `&` escaped, a line break at the end.
 * Source: encoding/json, `Encoder.Encode`.
 */

export type Json = string | number | bigint | boolean | null | readonly Json[] | GoMap | GoStruct

/** A map of Go's: written in the order of its keys. */
export type GoMap = ReadonlyMap<string, Json>

/** A struct of Go's: written in the order given. Not an object: JavaScript moves keys such as `10` to the front. */
export class GoStruct {
  readonly fields: readonly (readonly [name: string, value: Json])[]

  constructor(fields: GoStruct['fields']) {
    this.fields = fields
  }
}

export function goJson(value: Json): string {
  return `${encode(value)}\n`
}

/** A record as a map of Go's. */
export function goMap(record: Readonly<Record<string, string>>): GoMap {
  return new Map(Object.entries(record))
}

function encode(value: Json): string {
  if (typeof value === 'string') return encodeText(value)
  if (value instanceof GoStruct) return encodeObject(value.fields)
  if (value instanceof Map) return encodeObject([...value].toSorted(([a], [b]) => compareBytes(a, b)))
  if (isList(value)) return `[${value.map(encode).join(',')}]`
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value)
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}

function encodeObject(entries: GoStruct['fields']): string {
  return `{${entries.map(([name, value]) => `${encodeText(name)}:${encode(value)}`).join(',')}}`
}

function encodeText(text: string): string {
  if (!SPECIAL.test(text)) return JSON.stringify(text)
  return JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** UTF-16 order differs from that of UTF-8 only for what lies beyond the first plane. */
function compareBytes(a: string, b: string): number {
  if (SURROGATE.test(a) || SURROGATE.test(b)) return Buffer.compare(Buffer.from(a), Buffer.from(b))
  return a < b ? -1 : Number(a > b)
}

const SPECIAL = /[<>&\u2028\u2029\ud800-\udfff]/
const SURROGATE = /[\ud800-\udfff]/
