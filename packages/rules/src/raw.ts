/** Careful looks at YAML values that no schema has accepted yet, so that every check can run in one go. */
import type { Problem } from '@tocsin/kit'
import { z } from 'zod'

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Maps whose keys are the operator's own words: there a missing value is a mistake, or means something. */
const OWN_KEYS = /^(?:.*match|.*match_re|labels|headers|tiers|tier_of_severity|people|teams|on_call)$/

/** Without fields that have no value (`receivers:`), which count as left out. Source: Go's YAML reader. */
export function withoutEmpty(value: unknown, keepsNulls = false): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutEmpty(item))
  if (!isRecord(value)) return value
  const kept = Object.entries(value).filter(([, item]) => keepsNulls || (item !== null && item !== undefined))
  return Object.fromEntries(kept.map(([key, item]) => [key, withoutEmpty(item, OWN_KEYS.test(key))]))
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** In file order, each once. */
export function sorted(problems: readonly Problem[]): Problem[] {
  const seen = new Set<string>()
  return problems
    .toSorted((a, b) => a.line - b.line || a.column - b.column)
    .filter(({ line, column, message }) => {
      const key = `${line}:${column}:${message}`
      return !seen.has(key) && seen.add(key)
    })
}

/** A text; numbers and booleans count as text, as they do for Go's YAML reader (`for: 0`, `code: 500`). */
export const scalarText = z.preprocess(
  (value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value),
  z.string({ error: 'must be a text' }),
)
