/** One log rule on one stream: quiet, waiting out its `for`, or firing. No clock: `now` comes in, milliseconds since the epoch. */
import { type LogRule, logSearch, renderRuleTemplate } from '@tocsin/rules'
import { logSearchUrl } from '../model/links.ts'
import type { LogAlert } from './contract.ts'
import { createEvidence } from './evidence.ts'
import { createWindow } from './window.ts'

/** Changed evidence of a firing alert is told at most this often. */
const UPDATE_MS = 1_000
/** An expiry lies this many renewals ahead. */
const RENEWALS_TO_EXPIRY = 4

export interface WatchOptions {
  readonly rule: LogRule
  /** The alert's labels, complete. */
  readonly labels: Readonly<Record<string, string>>
  /** What `$labels` means in annotations. */
  readonly stream: Readonly<Record<string, string>>
  readonly grafanaUrl: string | undefined
  readonly renewMs: number
  /** Distinct match times held exactly. */
  readonly maxTimes: number
}

export interface Watch {
  /** One match, `at` inside the window. */
  add(match: { readonly at: number; readonly line: string; readonly shape: string; readonly traceId?: string }): void
  /** What is to be told now: a start, changed evidence, a renewal or an end. */
  evaluate(now: number): LogAlert | undefined
  /** The rule is gone: the end of a firing alert, or nothing. */
  close(now: number): LogAlert | undefined
  /** Nothing to remember any more. */
  isSpent(now: number): boolean
}

interface Told {
  readonly at: number
  readonly count: number
  readonly kinds: number
}

type State =
  | { readonly kind: 'quiet' }
  /** The comparison has held since `since`; `for` is not over. */
  | { readonly kind: 'pending'; readonly since: number; readonly startsAt: number }
  | {
      readonly kind: 'firing'
      readonly startsAt: number
      readonly told: Told
      /** The window's count when the comparison last held: what `$value` shows. */
      readonly value: number
      /** Since when it no longer holds, while `keep_firing_for` runs. */
      readonly unmetSince: number | undefined
    }

export function createWatch({ rule, labels, stream, grafanaUrl, renewMs, maxTimes }: WatchOptions): Watch {
  const window = createWindow(rule.rangeMs, maxTimes)
  const evidence = createEvidence()
  let state: State = { kind: 'quiet' }
  let endedAt = Number.NEGATIVE_INFINITY

  const holds = (count: number): boolean => {
    const { op, value } = rule.comparison
    // LogQL yields no series at all where nothing matched
    return count > 0 && (op === '>' ? count > value : count >= value)
  }

  // What an alert does not carry may differ among the streams that it counts.
  const search = logSearch(
    rule,
    pickBy(stream, (value, name) => labels[name] === value),
  )

  const alert = (startsAt: number, endsAt: number, value: number): LogAlert => {
    const seen = evidence.read()
    return {
      labels,
      annotations: mapValues(rule.annotations, (text) => renderRuleTemplate(text, { labels: stream, value })),
      startsAt,
      endsAt,
      generatorUrl: grafanaUrl === undefined ? '' : logSearchUrl(grafanaUrl, search, seen),
      evidence: seen,
    }
  }

  const tell = (startsAt: number, value: number, now: number, unmetSince: number | undefined): LogAlert => {
    const told = alert(startsAt, now + RENEWALS_TO_EXPIRY * renewMs, value)
    const { count, kinds } = told.evidence
    state = { kind: 'firing', startsAt, value, unmetSince, told: { at: now, count, kinds } }
    return told
  }

  const end = (startsAt: number, value: number, now: number): LogAlert => {
    state = { kind: 'quiet' }
    endedAt = now
    return alert(startsAt, now, value)
  }

  const begin = (now: number, count: number): Extract<State, { kind: 'pending' }> => {
    const firstAt = Math.min(window.firstAt() ?? now, now)
    evidence.begin({ since: now - rule.rangeMs + 1, firstAt, count })
    // A start before the last end would read as the same episode to the router.
    return { kind: 'pending', since: now, startsAt: Math.max(firstAt, endedAt) }
  }

  return {
    add(match) {
      window.add(match.at)
      evidence.add(match)
    },
    evaluate(now) {
      window.slide(now)
      const count = window.count()
      const met = holds(count)
      if (state.kind === 'firing') {
        const { startsAt, told } = state
        const value = met ? count : state.value
        const unmetSince = met ? undefined : (state.unmetSince ?? now)
        if (unmetSince !== undefined && now - unmetSince >= rule.keepFiringForMs) return end(startsAt, value, now)
        const waitMs = evidence.count() !== told.count || evidence.kinds() !== told.kinds ? UPDATE_MS : renewMs
        // A clock that was set back must not silence the renewals.
        if (now - told.at >= waitMs || now < told.at) return tell(startsAt, value, now, unmetSince)
        state = { ...state, value, unmetSince }
        return undefined
      }
      if (!met) {
        state = { kind: 'quiet' }
        return undefined
      }
      const pending = state.kind === 'pending' ? state : begin(now, count)
      if (now - pending.since >= rule.forMs) return tell(pending.startsAt, count, now, undefined)
      state = pending
      return undefined
    },
    close: (now) => (state.kind === 'firing' ? end(state.startsAt, state.value, now) : undefined),
    // The last end is remembered while a late record could still begin an episode before it.
    isSpent: (now) => state.kind === 'quiet' && window.count() === 0 && now - endedAt > rule.rangeMs,
  }
}

function pickBy(
  record: Readonly<Record<string, string>>,
  keep: (value: string, name: string) => boolean,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => keep(value, name)))
}

function mapValues(
  record: Readonly<Record<string, string>>,
  map: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]))
}
