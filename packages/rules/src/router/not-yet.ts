/** Fields of our own plan that this router does not know yet: refused by name, never ignored. */
import type { Problem, Source } from '@tocsin/kit'
import { isRecord } from '../raw.ts'

const TOP = ['escalation_policies', 'people']

/** The problems, and the value without the fields they name, so that a schema does not report them a second time. */
export function takeNotYet(source: Source, value: unknown): { problems: Problem[]; rest: unknown } {
  if (!isRecord(value)) return { problems: [], rest: value }
  const [later, now] = [true, false].map((is) => Object.entries(value).filter(([key]) => TOP.includes(key) === is))
  return {
    problems: (later ?? []).map(([key]) => source.problemAt([key], `"${key}" is not supported yet`, { atKey: true })),
    rest: Object.fromEntries(now ?? []),
  }
}
