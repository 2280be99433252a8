/**
 * Shorter durations for the demo: the loop from fault to message and back takes under a minute instead of ten. Only
 * rendered copies are changed, and only downwards. Expressions are edited at the places that the grammars give.
 */
import { formatDuration, parseDuration } from '@tocsin/kit'
import { type Document, isMap, isScalar, isSeq, parseDocument, Scalar, type YAMLMap } from 'yaml'
import { parseLogQuery } from './logs/logql.ts'
import { readPromExpr } from './metrics/promql.ts'

/** Milliseconds. */
export interface Caps {
  readonly metricForMs: number
  readonly metricKeepFiringForMs: number
  readonly metricRangeMs: number
  /** The resolution of a subquery, `x[RANGE:STEP]`. */
  readonly metricStepMs: number
  readonly logForMs: number
  readonly logKeepFiringForMs: number
  readonly logRangeMs: number
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly ticketUpdateIntervalMs: number
}

export const DEMO_CAPS: Caps = {
  metricForMs: 5_000,
  metricKeepFiringForMs: 5_000,
  metricRangeMs: 30_000,
  metricStepMs: 5_000,
  logForMs: 5_000,
  logKeepFiringForMs: 5_000,
  logRangeMs: 15_000,
  groupWaitMs: 1_000,
  groupIntervalMs: 5_000,
  ticketUpdateIntervalMs: 10_000,
}

export type CappedKind = 'metrics' | 'logs' | 'router'

/** The text of a file that was checked before, with no duration above its cap. Pure; comments are kept. */
export function capDurations(text: string, kind: CappedKind, caps: Caps): string {
  const document = parseDocument(text)
  if (kind === 'router') capRouter(document, caps)
  else capRules(document, kind, caps)
  // Long expressions stay on their line: folding would only make the copy harder to compare.
  return document.toString({ lineWidth: 0 })
}

function capRules(document: Document, kind: 'metrics' | 'logs', caps: Caps): void {
  const [forMs, keepMs] =
    kind === 'metrics' ? [caps.metricForMs, caps.metricKeepFiringForMs] : [caps.logForMs, caps.logKeepFiringForMs]
  for (const group of maps(document.get('groups'))) {
    // Without an interval of its own a group is evaluated as often as Prometheus scrapes.
    group.delete('interval')
    for (const rule of maps(group.get('rules'))) {
      capField(rule, 'for', forMs)
      capField(rule, 'keep_firing_for', keepMs)
      const expr = rule.get('expr', true)
      if (isScalar(expr) && typeof expr.value === 'string') {
        expr.value = kind === 'metrics' ? capPromExpr(expr.value, caps) : capLogExpr(expr.value, caps)
      }
    }
  }
}

function capPromExpr(expr: string, caps: Caps): string {
  const tooLong = readPromExpr(expr).ranges.filter(({ kind, ms }) => ms > limitOf(kind, caps))
  return tooLong
    .toReversed()
    .reduce((text, { kind, from, to }) => splice(text, from, to, formatDuration(limitOf(kind, caps))), expr)
}

function limitOf(kind: 'range' | 'step', caps: Caps): number {
  return kind === 'range' ? caps.metricRangeMs : caps.metricStepMs
}

function capLogExpr(expr: string, caps: Caps): string {
  const parsed = parseLogQuery(expr)
  if (!parsed.ok || parsed.query.rangeMs <= caps.logRangeMs) return expr
  return splice(expr, parsed.range.from, parsed.range.to, formatDuration(caps.logRangeMs))
}

function splice(text: string, from: number, to: number, piece: string): string {
  return text.slice(0, from) + piece + text.slice(to)
}

function capRouter(document: Document, caps: Caps): void {
  const root = document.get('route')
  if (isMap(root)) {
    // What the root leaves out would be Alertmanager's 30s and 5m.
    if (!root.has('group_wait')) root.set('group_wait', formatDuration(caps.groupWaitMs))
    if (!root.has('group_interval')) root.set('group_interval', formatDuration(caps.groupIntervalMs))
    capRoute(root, caps)
  }
  for (const receiver of maps(document.get('receivers'))) {
    for (const ticket of maps(receiver.get('ticket_configs'))) {
      if (!ticket.has('update_interval')) ticket.set('update_interval', formatDuration(caps.ticketUpdateIntervalMs))
      capField(ticket, 'update_interval', caps.ticketUpdateIntervalMs)
    }
  }
}

function capRoute(route: YAMLMap, caps: Caps): void {
  capField(route, 'group_wait', caps.groupWaitMs)
  capField(route, 'group_interval', caps.groupIntervalMs)
  for (const child of maps(route.get('routes'))) capRoute(child, caps)
}

function capField(map: YAMLMap, key: string, capMs: number): void {
  const node = map.get(key, true)
  if (!isScalar(node)) return
  const ms = parseDuration(String(node.value))
  if (ms === undefined || ms <= capMs) return
  node.value = formatDuration(capMs)
  node.type = Scalar.PLAIN
}

function maps(value: unknown): YAMLMap[] {
  return isSeq(value) ? value.items.filter((item): item is YAMLMap => isMap(item)) : []
}
