/** What a query of our own API may hold, read once for all of its paths. */
import { type Matcher, parseMatchers } from '@tocsin/rules'

/** A question that cannot be answered as it stands; the message says what is allowed. Answered with 400. */
export class BadQuery extends Error {}

type Query = Readonly<Record<string, unknown>>

/** `filter`, repeatable, each one matcher or several in braces. */
export function matchersIn(query: Query): readonly Matcher[] {
  return [query['filter'] ?? []].flat().flatMap((filter) => {
    const parsed = parseMatchers(String(filter))
    if (!parsed.ok) throw new BadQuery(`filter: ${parsed.message}`)
    return parsed.matchers
  })
}

export function textIn(query: Query, name: string): string | undefined {
  const value = query[name]
  if (value === undefined || value === '') return undefined
  if (typeof value !== 'string') throw new BadQuery(`${name}: give it once`)
  return value
}

export function oneOf<T extends string>(query: Query, name: string, allowed: readonly T[]): T | undefined {
  const value = textIn(query, name)
  const found = allowed.find((one) => one === value)
  if (value !== undefined && found === undefined) {
    throw new BadQuery(`${name}: "${value}" is unknown; allowed: ${allowed.join(', ')}`)
  }
  return found
}

/** RFC 3339, or milliseconds since the epoch. */
export function timeIn(query: Query, name: string): number | undefined {
  const value = textIn(query, name)
  if (value === undefined) return undefined
  const at = /^\d{10,16}$/.test(value) ? Number(value) : Date.parse(value)
  if (Number.isNaN(at) || !/^\d/.test(value)) {
    throw new BadQuery(`${name}: "${value}" is no time; write 2026-01-31T08:00:00Z, or milliseconds since the epoch`)
  }
  return at
}

export function numberIn(query: Query, name: string, most: number): number | undefined {
  const value = textIn(query, name)
  if (value === undefined) return undefined
  const number = /^\d{1,15}$/.test(value) ? Number(value) : 0
  if (number < 1 || number > most) throw new BadQuery(`${name}: "${value}" is no number from 1 to ${most}`)
  return number
}
