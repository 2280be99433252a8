/** What a silence from a message mutes. Pure. */
import type { Labels, Matcher } from '@tocsin/rules'

export const SILENCED_FOR_MS = 3_600_000
/** Pressed twice is meant once. */
export const SAME_WISH_MS = 60_000

/**
 * The labels of the group. One without labels holds everything of its route, and a silence must name something:
 * then the names of its alerts. Empty where there is nothing to name.
 */
export function silenceMatchers(groupLabels: Labels, alerts: readonly { readonly labels: Labels }[]): Matcher[] {
  const own = Object.entries(groupLabels)
  if (own.some(([, value]) => value !== '')) return own.map(([name, value]) => ({ name, op: '=', value }))
  const names = [...new Set(alerts.flatMap(({ labels }) => labels['alertname'] || []))].sort()
  if (names.length === 0) return []
  return [{ name: 'alertname', op: '=~', value: names.map(escaped).join('|') }]
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
