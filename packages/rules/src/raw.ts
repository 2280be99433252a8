/** Careful looks at YAML values that no schema has accepted yet, so that every check can run in one go. */
import type { Problem } from '@tocsin/kit'
import { z } from 'zod'

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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
