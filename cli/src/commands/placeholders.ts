/**
 * Settings whose variables are not set, made whole enough to be rendered: what is shown of a message does not depend on
 * addresses and secrets, which are often elsewhere. Which value a channel takes for what is missing is found by trying.
 */
import type { RegisteredChannel } from '@tocsin/channels'

type Schema = ReturnType<RegisteredChannel['schema']>

export interface Filled {
  readonly config: unknown
  /** Variables that have no value. */
  readonly unset: readonly string[]
}

/** Nothing of these is anybody's: `.invalid` is no domain, and the number is too short to be one. */
const CANDIDATES = [
  'https://unset.invalid/unset?key=unset&access_token=unset',
  'https://unset.invalid/unset',
  '13800000000',
  'unset@unset.invalid',
  'unset.invalid:25',
  '1000001',
  'false',
  'unset',
  'u'.repeat(43),
]

const REFERENCE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

type Path = readonly (string | number)[]

/** Undefined where no candidates make it whole: something else is wrong. */
export function withPlaceholders(schema: Schema, raw: unknown): Filled | undefined {
  const places = referencesIn(raw, [])
  let config = raw
  for (const { path } of places) {
    const fits = CANDIDATES.map((candidate) => replaced(config, path, candidate)).find(
      (candidate) => !isWrong(schema, candidate, path),
    )
    if (fits === undefined) return undefined
    config = fits
  }
  const parsed = schema.safeParse(config)
  if (!parsed.success) return undefined
  return { config: parsed.data, unset: [...new Set(places.flatMap(({ names }) => names))] }
}

function isWrong(schema: Schema, config: unknown, path: Path): boolean {
  const issues = schema.safeParse(config).error?.issues ?? []
  return issues.some((issue) => {
    const shorter = Math.min(issue.path.length, path.length)
    return issue.path.slice(0, shorter).join('.') === path.slice(0, shorter).join('.') && issue.path.length > 0
  })
}

function referencesIn(value: unknown, path: Path): { path: Path; names: string[] }[] {
  if (typeof value === 'string') {
    const names = [...value.matchAll(REFERENCE)].map(([, name = '']) => name)
    return names.length > 0 ? [{ path, names }] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => referencesIn(item, [...path, key]))
}

function replaced(value: unknown, [key, ...rest]: Path, leaf: string): unknown {
  if (key === undefined) return leaf
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? replaced(item, rest, leaf) : item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, leaf) : item]),
  )
}
