/**
 * The log rules at work: records in, alerts out, as soon as a comparison holds. State but neither clock nor IO;
 * `now` is milliseconds since the epoch.
 */
import { type LogRule, matches, renderRuleTemplate } from '@tocsin/rules'
import type { LogAlert, LogRecord } from './contract.ts'
import { shapeOf } from './shape.ts'
import { createWatch, type Watch } from './watch.ts'

export interface EngineOptions {
  /** A firing alert is told again after so long without news. Default 60 s. */
  readonly renewMs?: number
  /** Pairs of rule and stream watched at once; matches of further ones are refused and counted. Default 10,000. */
  readonly maxWatches?: number
  /** Distinct match times that one window holds exactly. Default 10,000. */
  readonly maxTimes?: number
  /** Stream labels that alerts may carry: the ones with few values. */
  readonly keepLabels?: readonly string[]
  /** For links from alerts to their log lines; without it there are none. */
  readonly grafanaUrl?: string | undefined
}

export interface EngineStats {
  readonly watches: number
  readonly matches: number
  /** Matches that found no room, see `maxWatches`. */
  readonly refused: number
  /** Matches older than their rule's window. */
  readonly late: number
}

export interface Engine {
  /** Counts and judges at once. Times ahead of `now` count as `now`; those older than a rule's window are only counted as late. */
  ingest(records: readonly LogRecord[], now: number): LogAlert[]
  /** Renewals, ends and the passing of `for`; to be called a few times a second. */
  advance(now: number): LogAlert[]
  /** New rules: what is unchanged goes on, alerts of rules that are gone or changed end. */
  reload(rules: readonly LogRule[], now: number): LogAlert[]
  stats(): EngineStats
}

type Labels = Readonly<Record<string, string>>

interface RuleState {
  readonly rule: LogRule
  /** By the alert's labels: streams that differ only in labels that alerts do not carry are one. */
  readonly watches: Map<string, Watch>
}

/** What one stream means to one rule. */
interface Target {
  readonly state: RuleState
  readonly key: string
  readonly labels: Labels
}

const KEPT_LABELS = ['service_name', 'severity_text', 'deployment_environment_name']
const MAX_STREAMS = 10_000
/** Over all windows about this many times; a window opened among many gets a smaller share. */
const TIMES_BUDGET = 4_000_000
const MIN_TIMES = 200

export function createEngine(firstRules: readonly LogRule[], options: EngineOptions = {}): Engine {
  const { renewMs = 60_000, maxWatches = 10_000, maxTimes = 10_000, keepLabels = KEPT_LABELS } = options
  let rules = new Map(firstRules.map((rule) => [JSON.stringify(rule), createRuleState(rule)]))
  const targets = new Map<string, readonly Target[]>()
  let watches = 0
  let matched = 0
  let refused = 0
  let late = 0

  const targetsOf = (stream: Labels): readonly Target[] => {
    const key = keyOf(stream)
    const known = targets.get(key)
    if (known) return known
    // Only a cache: emptied when someone sends ever new streams.
    if (targets.size >= MAX_STREAMS) targets.clear()
    const found: Target[] = []
    for (const state of rules.values()) {
      if (!matches(state.rule.selector, stream)) continue
      const labels = alertLabels(state.rule, stream, keepLabels)
      found.push({ state, key: keyOf(labels), labels })
    }
    targets.set(key, found)
    return found
  }

  const watchOf = ({ state, key, labels }: Target, stream: Labels): Watch | undefined => {
    const known = state.watches.get(key)
    if (known || watches >= maxWatches) return known
    watches += 1
    const share = Math.max(MIN_TIMES, Math.floor(TIMES_BUDGET / watches))
    const watch = createWatch({
      rule: state.rule,
      labels,
      stream,
      grafanaUrl: options.grafanaUrl,
      renewMs,
      maxTimes: Math.min(maxTimes, share),
    })
    state.watches.set(key, watch)
    return watch
  }

  const evaluate = (touched: Iterable<Watch>, now: number): LogAlert[] => {
    const alerts: LogAlert[] = []
    for (const watch of touched) {
      const alert = watch.evaluate(now)
      if (alert) alerts.push(alert)
    }
    return alerts
  }

  return {
    ingest(records, now) {
      const touched = new Set<Watch>()
      // Decoders share one object among the records of a stream.
      const byIdentity = new Map<Labels, readonly Target[]>()
      for (const record of records) {
        let streamTargets = byIdentity.get(record.stream)
        if (!streamTargets) {
          streamTargets = targetsOf(record.stream)
          byIdentity.set(record.stream, streamTargets)
        }
        const at = Math.min(record.at, now)
        let match: Parameters<Watch['add']>[0] | undefined
        for (const target of streamTargets) {
          const { rule } = target.state
          if (!passes(rule, record.line)) continue
          matched += 1
          if (at <= now - rule.rangeMs) {
            late += 1
            continue
          }
          const watch = watchOf(target, record.stream)
          if (!watch) {
            refused += 1
            continue
          }
          match ??= { ...record, at, shape: shapeOf(record.line) }
          watch.add(match)
          touched.add(watch)
        }
      }
      return evaluate(touched, now)
    },
    advance(now) {
      const alerts: LogAlert[] = []
      for (const state of rules.values()) {
        alerts.push(...evaluate(state.watches.values(), now))
        for (const [key, watch] of state.watches) {
          if (!watch.isSpent(now)) continue
          state.watches.delete(key)
          watches -= 1
        }
      }
      return alerts
    },
    reload(nextRules, now) {
      const before = rules
      rules = new Map(
        nextRules.map((rule) => {
          const id = JSON.stringify(rule)
          return [id, before.get(id) ?? createRuleState(rule)]
        }),
      )
      targets.clear()
      const ended: LogAlert[] = []
      for (const [id, state] of before) {
        if (rules.has(id)) continue
        watches -= state.watches.size
        for (const watch of state.watches.values()) {
          const alert = watch.close(now)
          if (alert) ended.push(alert)
        }
      }
      return ended
    },
    stats: () => ({ watches, matches: matched, refused, late }),
  }
}

function createRuleState(rule: LogRule): RuleState {
  return { rule, watches: new Map() }
}

function passes(rule: LogRule, line: string): boolean {
  return rule.filters.every(({ op, texts }) => texts.some((text) => line.includes(text)) === (op === '|='))
}

/**
 * As Prometheus makes them: the series' labels, over them the rule's, then `alertname`; an empty label is none.
 * They must not move while the alert fires, so `$value` in a label is the threshold, not the count.
 */
function alertLabels(rule: LogRule, stream: Labels, keepLabels: readonly string[]): Labels {
  const labels = new Map(Object.entries(stream).filter(([name]) => keepLabels.includes(name)))
  for (const [name, text] of Object.entries(rule.labels)) {
    labels.set(name, renderRuleTemplate(text, { labels: stream, value: rule.comparison.value }))
  }
  labels.set('alertname', rule.alert)
  return Object.fromEntries([...labels].filter(([, value]) => value !== ''))
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))
}
