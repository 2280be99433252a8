/**
 * A rendered text as the value that it is in YAML 1.1, as Alertmanager does it: `5` becomes a number, JSON stays JSON.
 * Source: Alertmanager `template/template.go`, `DeepCopyWithTemplate`.
 */
import { parseDocument } from 'yaml'
import type { Json } from './go-json.ts'

/** What is longer, and no JSON, stays a text: to read it would hold up everything else. */
const MAX_YAML_UNITS = 65_536
const MAX_DEPTH = 100
const [MIN_INT, MAX_INT] = [-(2n ** 63n), 2n ** 64n - 1n]

/** The text itself where it is a text in YAML, too, or no YAML at all. */
export function yamlValue(text: string): Json {
  try {
    const found = read(text)
    return typeof found === 'string' ? text : found
  } catch {
    return text
  }
}

/** Throws for what is no YAML. */
function read(text: string): Json {
  // Most payloads are JSON, which is read a hundred times as fast; its long integers would lose digits.
  if (/^\s*[[{]/.test(text) && !/\d{16}/.test(text)) {
    const found = jsonIn(text)
    if (found !== undefined) return jsonOf(found, 0)
  }
  if (text.length > MAX_YAML_UNITS) return text
  const document = parseDocument(text, {
    version: '1.1',
    intAsBigInt: true,
    // Dates and times of day stay texts, as in Go's library.
    customTags: (tags) =>
      tags.filter((tag) => typeof tag === 'string' || (tag.format !== 'TIME' && !tag.tag.endsWith(':timestamp'))),
  })
  const [error] = document.errors
  if (error) throw error
  return jsonOf(document.toJS({ mapAsMap: true, maxAliasCount: 100 }), 0)
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function jsonOf(value: unknown, depth: number): Json {
  if (depth > MAX_DEPTH) throw new RangeError('too deep')
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return value >= MIN_INT && value <= MAX_INT ? value : Number(value)
  if (typeof value === 'number' && Number.isFinite(value)) return value
  if (Array.isArray(value)) return value.map((item: unknown) => jsonOf(item, depth + 1))
  const entries = value instanceof Map ? [...value] : plainEntries(value)
  // Keys that are no texts are left out, as in Alertmanager.
  return new Map(entries.flatMap(([key, item]) => (typeof key === 'string' ? [[key, jsonOf(item, depth + 1)]] : [])))
}

function plainEntries(value: unknown): [unknown, unknown][] {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    throw new TypeError('not a value of JSON')
  }
  return Object.entries(value)
}
