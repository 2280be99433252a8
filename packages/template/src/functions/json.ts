/** Values as Go's `encoding/json` writes them: keys in order, `<`, `>` and `&` escaped. */
import { type Budget, Output } from '../values/budget.ts'
import { RenderFault } from '../values/fault.ts'
import { formatTime, RFC3339_NANO } from '../values/format-time.ts'
import { jsonFloat } from '../values/numbers.ts'
import { Time } from '../values/time.ts'
import { Dict, List, Named, Safe, Struct, type Value } from '../values/value.ts'

const MAX_DEPTH = 100

export function toJson(value: Value, budget: Budget): string {
  const out = new Output(budget)
  write(value, out, budget, 0)
  return out.toString()
}

function write(value: Value, out: Output, budget: Budget, depth: number): void {
  budget.step()
  if (depth > MAX_DEPTH) throw new RenderFault(`lists or maps more than ${MAX_DEPTH} deep cannot be written as JSON`)
  if (value instanceof List) {
    for (const [index, item] of value.items.entries()) {
      out.write(index === 0 ? '[' : ',')
      write(item, out, budget, depth + 1)
    }
    out.write(value.items.length === 0 ? '[]' : ']')
  } else if (value instanceof Dict || value instanceof Struct) {
    for (const [index, [name, item]] of entriesOf(value).entries()) {
      out.write(`${index === 0 ? '{' : ','}${jsonText(name, budget)}:`)
      write(item, out, budget, depth + 1)
    }
    out.write(entriesOf(value).length === 0 ? '{}' : '}')
  } else out.write(scalar(value, budget))
}

function entriesOf(value: Dict | Struct): (readonly [string, Value])[] {
  if (value instanceof Dict) return value.keys().map((key) => [key, value.entries.get(key) ?? null])
  return [...value.fields].map(([name, field]) => [value.json[name] ?? name, field])
}

function scalar(value: Exclude<Value, List | Dict | Struct>, budget: Budget): string {
  if (typeof value === 'string') return jsonText(value, budget)
  if (value instanceof Safe) return jsonText(value.text, budget)
  if (value instanceof Named) return `${value.value}`
  if (value instanceof Time) return `"${formatTime(value, RFC3339_NANO)}"`
  if (typeof value !== 'number') return `${value}`
  if (!Number.isFinite(value)) throw new RenderFault(`json: unsupported value: ${value}`)
  return jsonFloat(value)
}

function jsonText(text: string, budget: Budget): string {
  budget.text(text.length * 2)
  return JSON.stringify(text.toWellFormed()).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
