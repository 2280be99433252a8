/** Fields that somebody may look for here: refused by name, never ignored. */
import type { Problem, Source } from '@tocsin/kit'
import { isRecord } from '../raw.ts'

const TOP: Readonly<Record<string, string>> = {
  people: 'has a file of its own: write it into people.yml, beside this file',
}

/** The problems, and the value without the fields they name, so that a schema does not report them a second time. */
export function takeNotYet(source: Source, value: unknown): { problems: Problem[]; rest: unknown } {
  if (!isRecord(value)) return { problems: [], rest: value }
  const [later, now] = [true, false].map((is) =>
    Object.entries(value).filter(([key]) => Object.hasOwn(TOP, key) === is),
  )
  return {
    problems: (later ?? []).map(([key]) => source.problemAt([key], `"${key}" ${TOP[key]}`, { atKey: true })),
    rest: Object.fromEntries(now ?? []),
  }
}
