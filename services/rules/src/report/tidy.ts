/** Problems as they may be shown to anybody: files as people call them, no secret, and not thousands of them. Pure. */
import { dirname, join } from 'node:path'
import type { Env, Problem } from '@tocsin/kit'

/** What a person reads before mending; the rest is one `npm run check` away. */
export const MOST_PROBLEMS = 50
const LONGEST_MESSAGE = 1_000
/** Shorter values are words and numbers that would be hidden all over. */
const SHORTEST_SECRET = 6

export interface TidyOptions {
  /** The folder that people edit, absolute: files in it are shown as `alert-rules/shop.rules.yml`. */
  readonly from: string
  /** Values of variables that router.yml may name are hidden; addresses that everybody may know are not. */
  readonly env: Env
}

const NO_SECRETS = /^TOCSIN_(?:RULES_|(?:EXTERNAL|GRAFANA|PROMETHEUS|TRACES|LOGS)_URL$|ENVIRONMENT$|PROFILE$)/

export function createTidy({ from, env }: TidyOptions): (problems: readonly Problem[]) => Problem[] {
  const secrets = Object.entries(env)
    .flatMap(([name, value]) =>
      value !== undefined && value.length >= SHORTEST_SECRET && name.startsWith('TOCSIN_') && !NO_SECRETS.test(name)
        ? [{ name, value }]
        : [],
    )
    // One may be part of another.
    .toSorted((a, b) => b.value.length - a.value.length)
  // Below the root there is nothing to cut off but the slash.
  const prefix = join(dirname(from), '/')
  const shortened = (text: string): string => text.replaceAll(from, from.slice(prefix.length))
  const safe = (text: string): string =>
    secrets
      .reduce((rest, { name, value }) => rest.replaceAll(value, `\${${name}}`), text)
      .replaceAll(/\b((?:access_)?(?:key|token|secret|password)=)[^\s&"']+/gi, '$1…')

  return (problems) => {
    const shown = problems.slice(0, MOST_PROBLEMS).map((problem) => ({
      ...problem,
      file: shortened(problem.file),
      message: cut(safe(shortened(problem.message))),
    }))
    const more = problems.length - shown.length
    if (more === 0) return shown
    const message = `and ${more} more; npm run check tells them all`
    return [...shown, { file: shortened(from), line: 1, column: 1, path: '', message }]
  }
}

function cut(text: string): string {
  return text.length <= LONGEST_MESSAGE ? text : `${text.slice(0, LONGEST_MESSAGE)}…`
}
