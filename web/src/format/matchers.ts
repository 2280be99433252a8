/** Matchers as people write them, and as the API wants them. Pure. */
import type { ApiMatcher } from '../data/silences.ts'
import type { Labels } from './labels.ts'

export const operators = ['=', '!=', '=~', '!~'] as const
export type Operator = (typeof operators)[number]

/** One row of the form. */
export interface MatcherDraft {
  readonly name: string
  readonly op: Operator
  readonly value: string
}

/** Change from one firing to the next, or say how bad rather than what. */
const changing = ['severity', 'tier', 'value']

export function draftsOfLabels(labels: Labels): readonly MatcherDraft[] {
  return Object.entries(labels)
    .filter(([name]) => !changing.includes(name))
    .sort(([a], [b]) => (a === 'alertname' ? -1 : b === 'alertname' ? 1 : a < b ? -1 : 1))
    .map(([name, value]) => ({ name, op: '=', value }))
}

/** `name="value"`, quoted as matchers are. */
export function printDraft({ name, op, value }: MatcherDraft): string {
  const bare = /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)
  return `${bare ? name : JSON.stringify(name)}${op}${JSON.stringify(value)}`
}

export const isComplete = ({ name }: MatcherDraft): boolean => name.trim() !== ''

export function toApi({ name, op, value }: MatcherDraft): ApiMatcher {
  return { name: name.trim(), value, isRegex: op.endsWith('~'), isEqual: !op.startsWith('!') }
}

export function fromApi({ name, value, isRegex, isEqual }: ApiMatcher): MatcherDraft {
  const op = isRegex ? (isEqual === false ? '!~' : '=~') : isEqual === false ? '!=' : '='
  return { name, op, value }
}

const part = /\s*("(?:[^"\\]|\\.)*"|[^\s"=!~,{}]+)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\.)*"|[^,{}"]*)\s*(?:,|$)/y

/** Several matchers in one text, with or without braces; undefined where it is none. */
export function readMatchers(text: string): readonly MatcherDraft[] | undefined {
  const inner = text.trim().replace(/^\{([\s\S]*)\}$/, '$1')
  if (!/[=]|!~/.test(inner)) return undefined
  const found: MatcherDraft[] = []
  part.lastIndex = 0
  while (part.lastIndex < inner.length) {
    const match = part.exec(inner)
    const op = operators.find((one) => one === match?.[2])
    const [name, value] = [unquote(match?.[1]), unquote(match?.[3])]
    if (op === undefined || name === undefined || value === undefined) return undefined
    found.push({ name, op, value })
  }
  return found.length > 0 ? found : undefined
}

function unquote(text: string | undefined): string | undefined {
  if (text === undefined || !text.startsWith('"')) return text?.trim()
  try {
    return String(JSON.parse(text))
  } catch {
    return undefined
  }
}
