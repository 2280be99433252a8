/** The parameters of queries. Pure. Source: Alertmanager `api/v2/openapi.yaml`; go-openapi/swag for booleans. */
import { compileAnchored, type Labels, type Matcher, type MatcherMode, matches, parseMatcher } from '@tocsin/rules'

export interface AlertQuery {
  /** Whether alerts that nothing mutes, those of silences, of inhibition, and groups of muted routes are wanted. */
  readonly active: boolean
  readonly silenced: boolean
  readonly inhibited: boolean
  readonly muted: boolean
  /** All of them must hold. */
  readonly matchers: readonly Matcher[]
  readonly receiver: ReceiverFilter
}

/** An alert counts when one of its receivers has the name and one, maybe another, the labels. */
interface ReceiverFilter {
  named(name: string): boolean
  labelled(labels: Labels): boolean
}

/** `message` is what Alertmanager answers with 400. */
export type Read<T> = { readonly ok: true; readonly query: T } | { readonly ok: false; readonly message: string }

const TRUE = new Set(['true', '1', 'yes', 'ok', 'y', 'on', 'selected', 'checked', 't', 'enabled'])

/** Where a parameter is given several times the last counts. Nothing is wrong: what does not mean yes means no. */
export function readFlag(params: URLSearchParams, name: string): boolean {
  const text = params.getAll(name).at(-1) ?? ''
  return text === '' || TRUE.has(text.toLowerCase())
}

/** One matcher in each parameter, without braces. */
export function readMatchers(params: URLSearchParams, name: string, mode: MatcherMode): Read<readonly Matcher[]> {
  const matchers: Matcher[] = []
  for (const text of params.getAll(name)) {
    const parsed = parseMatcher(text, mode)
    if (!parsed.ok) return parsed
    matchers.push(parsed.matcher)
  }
  return { ok: true, query: matchers }
}

export function readAlertQuery(params: URLSearchParams, mode: MatcherMode): Read<AlertQuery> {
  const filter = readMatchers(params, 'filter', mode)
  if (!filter.ok) return filter
  const receiver = readReceiver(params, mode)
  if (!receiver.ok) return receiver
  return {
    ok: true,
    query: {
      active: readFlag(params, 'active'),
      silenced: readFlag(params, 'silenced'),
      inhibited: readFlag(params, 'inhibited'),
      muted: readFlag(params, 'muted'),
      matchers: filter.query,
      receiver: receiver.query,
    },
  }
}

function readReceiver(params: URLSearchParams, mode: MatcherMode): Read<ReceiverFilter> {
  const text = params.getAll('receiver').at(-1) ?? ''
  const compiled = text === '' ? undefined : compileAnchored(text)
  if (compiled?.ok === false) return { ok: false, message: `failed to parse receiver param: ${compiled.message}` }
  const matchers = readReceiverMatchers(params, mode)
  if (!matchers.ok) return matchers
  return {
    ok: true,
    query: {
      named: (name) => compiled === undefined || compiled.pattern.test(name),
      labelled: (labels) => matches(matchers.query, labels),
    },
  }
}

export function readReceiverMatchers(params: URLSearchParams, mode: MatcherMode): Read<readonly Matcher[]> {
  const read = readMatchers(params, 'receiver_matchers', mode)
  return read.ok ? read : { ok: false, message: `failed to parse receiver_matchers param: ${read.message}` }
}
