/** OTLP's AnyValue as JSON carries it. Source: opentelemetry-proto `common/v1/common.proto`, protobuf's JSON mapping. */

export type JsonObject = Readonly<Record<string, unknown>>

/** Deeper nesting than this is shown as "…": a hostile body must not exhaust the stack. */
const MAX_DEPTH = 16

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A list of `{key, value}`; the first of two equal keys wins. Anything else in it is passed over. */
export function findAttributes(attributes: unknown, names: readonly string[]): Map<string, unknown> {
  const found = new Map<string, unknown>()
  if (!Array.isArray(attributes)) return found
  for (const entry of attributes as readonly unknown[]) {
    if (!isObject(entry)) continue
    const { key } = entry
    if (typeof key === 'string' && names.includes(key) && !found.has(key)) found.set(key, entry['value'])
  }
  return found
}

/** A string stays as it is; numbers and booleans are printed; bytes stay base64; arrays and maps become JSON. */
export function renderAnyValue(value: unknown): string {
  const plain = toPlain(value, 0)
  if (typeof plain === 'string') return plain
  return plain === null ? '' : JSON.stringify(plain)
}

/** The plain JSON value that an AnyValue stands for; null for an empty or unknown one. */
export function toPlain(value: unknown, depth: number): unknown {
  if (!isObject(value)) return null
  if (typeof value['stringValue'] === 'string') return value['stringValue']
  if (typeof value['boolValue'] === 'boolean') return value['boolValue']
  const number = value['intValue'] ?? value['doubleValue']
  // 64-bit integers come as strings and would lose digits as numbers
  if (typeof number === 'number' || typeof number === 'string') return number
  if (typeof value['bytesValue'] === 'string') return value['bytesValue']
  if (depth >= MAX_DEPTH) return '…'
  if (isObject(value['arrayValue'])) {
    const { values } = value['arrayValue']
    return Array.isArray(values) ? values.map((item) => toPlain(item, depth + 1)) : []
  }
  if (isObject(value['kvlistValue'])) {
    const { values } = value['kvlistValue']
    const entries = Array.isArray(values) ? values.filter(isObject) : []
    return Object.fromEntries(entries.map((entry) => [String(entry['key']), toPlain(entry['value'], depth + 1)]))
  }
  return null
}
