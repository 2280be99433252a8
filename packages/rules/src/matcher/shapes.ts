/**
 * Patterns that need no engine: alternatives of plain text with `.*` and `.+` in between, as nearly all matchers are.
 * `a|b|c`, `(?:web|db)`, `prod-.*`, `.*-canary`, `.*timeout.*`, `.+`.
 */

/** A test that is exact for any text without a line break (`.` matches none); with one in it only where `exact` says so. */
export interface Shape {
  readonly test: (text: string) => boolean
  readonly exact: boolean
}

/** A character that stands for itself, or one that is escaped to do so: in RE2 that is any punctuation. */
const LITERAL = String.raw`(?:[^\\.+*?()|\[\]{}^$]|\\[!-/:-@\[-\x60{-~])`
const ALTERNATIVES = new RegExp(`^(?:${LITERAL}|\\.[*+](?![*+?])|\\|)*$`, 'u')
/** One pair of parentheses around everything. */
const WRAPPED = /^\((?:\?:)?(?!\?)((?:[^()\\]|\\[\s\S])*)\)$/u

/** One alternative: `literals[0] gap literals[1] gap …`; each gap has the fewest characters that it stands for. */
interface Glob {
  readonly literals: readonly string[]
  readonly gaps: readonly number[]
}

export function shapeOf(source: string): Shape | undefined {
  const inner = WRAPPED.exec(source)?.[1] ?? source
  if (!ALTERNATIVES.test(inner)) return undefined
  const exact = new Set<string>()
  const globs: Glob[] = []
  for (const alternative of alternativesOf(inner)) {
    const glob = globOf(alternative)
    if (!glob) return undefined
    if (glob.gaps.length === 0) exact.add(glob.literals[0] ?? '')
    else globs.push(glob)
  }
  if (globs.length === 0) return { test: (text) => exact.has(text), exact: true }
  return { test: (text) => exact.has(text) || globs.some((glob) => holds(glob, text)), exact: false }
}

/** Split at every `|` that is not escaped. */
function alternativesOf(source: string): string[] {
  return source.match(/(?:[^|\\]|\\[\s\S])+|(?<=^|\|)(?=\||$)/gu) ?? ['']
}

/** Undefined where a gap needs two characters: how long these are in UTF-16 is not known beforehand. */
function globOf(alternative: string): Glob | undefined {
  const literals = ['']
  const gaps: number[] = []
  for (const [part] of alternative.matchAll(/(?:\.[*+])+|\\?[\s\S]/gu)) {
    if (part.endsWith('.*') || part.endsWith('.+')) {
      const fewest = part.split('+').length - 1
      if (fewest > 1) return undefined
      gaps.push(fewest)
      literals.push('')
    } else literals[literals.length - 1] += part.length > 1 && part.startsWith('\\') ? part.slice(1) : part
  }
  return { literals, gaps }
}

/** The leftmost place of each literal is never worse than a later one. */
function holds({ literals, gaps }: Glob, text: string): boolean {
  const first = literals[0] ?? ''
  const last = literals.at(-1) ?? ''
  if (!text.startsWith(first) || !text.endsWith(last)) return false
  let at = first.length
  for (let index = 0; index < gaps.length - 1; index++) {
    const literal = literals[index + 1] ?? ''
    const found = text.indexOf(literal, at + (gaps[index] ?? 0))
    if (found < 0) return false
    at = found + literal.length
  }
  return at + (gaps.at(-1) ?? 0) <= text.length - last.length
}
