/** Which of Alertmanager's two matcher parsers counts. Source: Alertmanager `matcher/compat/parse.go`. */

/**
 * `fallback` takes what either parser accepts, the classic one first; `classic` is Alertmanager before 0.27; `utf8` has
 * only the newer one.
 */
export type MatcherMode = 'fallback' | 'classic' | 'utf8'

const CLASSIC_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

export function isClassicLabelName(name: string): boolean {
  return CLASSIC_NAME.test(name)
}

/** Everywhere but in classic mode any text that is not empty can be the name of a label. */
export function isLabelName(name: string, mode: MatcherMode): boolean {
  return mode === 'classic' ? isClassicLabelName(name) : name !== '' && name.isWellFormed()
}
