/** From the answers of Alertmanager's API to alerts and silences. Pure. Source: facts of `api/v2/openapi.yaml`. */
import { type Labels, type Matcher, type MatchOp, parseMatcher, printMatcher } from '@tocsin/rules'
import type { ReportedAlert } from '../../intake/accept.ts'
import { parseAlerts } from '../../intake/parse.ts'
import type { Silence } from '../../model/silence.ts'

export interface ForeignAlert {
  readonly report: ReportedAlert
  /** Silenced or inhibited there: nobody was told. */
  readonly muted: boolean
}

export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

export function readForeignAlert(item: unknown, now: number, resolveTimeoutMs: number): Read<ForeignAlert> {
  const parsed = parseAlerts(Buffer.from(JSON.stringify([item])), { now, resolveTimeoutMs })
  if (parsed.kind === 'unreadable') return { ok: false, reason: `an alert: ${parsed.problem.message}` }
  const [report] = parsed.reports
  if (!report) return { ok: false, reason: `an alert: ${parsed.refusals.join(', ')}` }
  return { ok: true, value: { report, muted: field(field(item, 'status'), 'state') === 'suppressed' } }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function readForeignSilence(item: unknown, now: number): Read<Silence> {
  const id = field(item, 'id')
  if (typeof id !== 'string' || !UUID.test(id)) return { ok: false, reason: 'a silence without a proper id' }
  const refuse = (what: string): Read<Silence> => ({ ok: false, reason: `silence ${id}: ${what}` })
  const startsAt = time(field(item, 'startsAt'))
  const endsAt = time(field(item, 'endsAt'))
  if (startsAt === undefined || endsAt === undefined) return refuse('startsAt or endsAt is no time')
  const list = field(item, 'matchers')
  const matchers = Array.isArray(list) ? list.map(readMatcher) : []
  if (matchers.length === 0 || matchers.includes(undefined)) return refuse('a matcher that is not understood')
  return {
    ok: true,
    value: {
      ...{ id: id.toLowerCase(), version: 1, startsAt, endsAt, updatedAt: time(field(item, 'updatedAt')) ?? now },
      matchers: matchers.filter((matcher) => matcher !== undefined),
      createdBy: text(field(item, 'createdBy')),
      comment: text(field(item, 'comment')),
      annotations: annotationsOf(field(item, 'annotations')),
    },
  }
}

function annotationsOf(value: unknown): Labels {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(Object.entries(value).filter(([, one]) => typeof one === 'string'))
}

function readMatcher(item: unknown): Matcher | undefined {
  const [name, value] = [field(item, 'name'), field(item, 'value')]
  if (typeof name !== 'string' || typeof value !== 'string') return undefined
  const [equal, regex] = [field(item, 'isEqual') !== false, field(item, 'isRegex') === true]
  const op: MatchOp = regex ? (equal ? '=~' : '!~') : equal ? '=' : '!='
  const matcher: Matcher = { name, op, value }
  return parseMatcher(printMatcher(matcher)).ok ? matcher : undefined
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}

function time(value: unknown): number | undefined {
  const at = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(at) ? undefined : at
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
