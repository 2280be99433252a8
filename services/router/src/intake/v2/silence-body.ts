/** The body of `POST /api/v2/silences`. Pure. Order and codes of problems: go-openapi's, types before what is missing. */
import type { Labels, Matcher } from '@tocsin/rules'
import type { PostedSilence } from '../../muting/silence-edits.ts'
import type { BindProblem } from './answers.ts'
import { parseDateTime } from './date-time.ts'

export type SilenceBody =
  | { readonly ok: true; readonly posted: PostedSilence }
  | { readonly ok: false; readonly problem: BindProblem }

type Fields = Readonly<Record<string, unknown>>

/** The text of a field that has the wrong type. */
class WrongType extends Error {}

export function readSilenceBody(body: string): SilenceBody {
  if (body.trim() === '') return missing('silence')
  try {
    return readFields(fieldsOf(JSON.parse(body) ?? {}, 'the silence'))
  } catch (error) {
    if (!(error instanceof WrongType || error instanceof SyntaxError)) throw error
    return problem(400, `parsing silence body from "" failed, because ${error.message}`)
  }
}

function readFields(fields: Fields): SilenceBody {
  const id = textOf(fields, 'id')
  const comment = textOf(fields, 'comment')
  const createdBy = textOf(fields, 'createdBy')
  const annotations = annotationsOf(fields['annotations'] ?? {})
  const endsAt = timeOf(fields, 'endsAt')
  const startsAt = timeOf(fields, 'startsAt')
  const rows = matchersOf(fields['matchers'])

  if (comment === undefined) return missing('comment')
  if (createdBy === undefined) return missing('createdBy')
  if (endsAt === undefined) return missing('endsAt')
  if (rows === undefined) return missing('matchers')
  if (rows.length === 0) return problem(612, 'matchers in body should have at least 1 items')
  const matchers: Matcher[] = []
  for (const [at, { name, value, isRegex, isEqual = true }] of rows.entries()) {
    if (isRegex === undefined) return missing(`matchers.${at}.isRegex`)
    if (name === undefined) return missing(`matchers.${at}.name`)
    if (value === undefined) return missing(`matchers.${at}.value`)
    matchers.push({ name, value, op: isRegex ? (isEqual ? '=~' : '!~') : isEqual ? '=' : '!=' })
  }
  if (startsAt === undefined) return missing('startsAt')
  return { ok: true, posted: { id, matchers, startsAt, endsAt, createdBy, comment, annotations } }
}

interface MatcherRow {
  readonly name: string | undefined
  readonly value: string | undefined
  readonly isRegex: boolean | undefined
  readonly isEqual: boolean | undefined
}

function matchersOf(value: unknown): readonly MatcherRow[] | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) throw new WrongType('matchers must be an array')
  return value.map((item: unknown, at) => {
    const row = fieldsOf(item, `matchers.${at}`)
    return {
      name: textOf(row, 'name', `matchers.${at}.`),
      value: textOf(row, 'value', `matchers.${at}.`),
      isRegex: flagOf(row, 'isRegex', at),
      isEqual: flagOf(row, 'isEqual', at),
    }
  })
}

function annotationsOf(value: unknown): Labels {
  const fields = fieldsOf(value, 'annotations')
  return Object.fromEntries(Object.keys(fields).map((name) => [name, textOf(fields, name, 'annotations.') ?? '']))
}

/** Undefined where it is missing or null. */
function textOf(fields: Fields, name: string, path = ''): string | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new WrongType(`${path}${name} must be a string`)
  return value.toWellFormed()
}

function flagOf(fields: Fields, name: string, at: number): boolean | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw new WrongType(`matchers.${at}.${name} must be true or false`)
  return value
}

/** An empty text is the epoch, as for strfmt. */
function timeOf(fields: Fields, name: string): number | undefined {
  const text = textOf(fields, name)
  if (text === undefined || text === '') return text === '' ? 0 : undefined
  const at = parseDateTime(text)
  if (at === undefined) throw new WrongType(`${name} must be an RFC 3339 time, not ${JSON.stringify(text)}`)
  return at
}

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new WrongType(`${path} must be an object`)
  }
  return value as Fields
}

function missing(path: string): SilenceBody {
  return problem(602, `${path} in body is required`)
}

function problem(code: number, message: string): SilenceBody {
  return { ok: false, problem: { code, message } }
}
