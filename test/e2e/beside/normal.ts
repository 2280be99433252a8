/** What both answer, made comparable: without what 0.25 does not have yet, and with times of now by name. */

/** Both were told within this time of each other. */
const SLACK_MS = 30_000
/** Of the configuration of both. */
const RESOLVE_TIMEOUT_MS = 3_600_000 * 7
/** Since 0.34. */
const NEWER = new Set(['routeLabels'])

/** `named` turns ids of silences into names that both share. */
export function normal(text: string, named: ReadonlyMap<string, string> = new Map()): unknown {
  const now = Date.now()
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return named.get(value) ?? timeOf(value, key, now)
    if (Array.isArray(value)) return value.map((item) => walk(item, key))
    if (typeof value !== 'object' || value === null) return value
    if ('mutedBy' in value && 'state' in value) return walk(withoutTimes(value), key)
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !NEWER.has(name))
        .map(([name, inner]) => [name, name === 'silencedBy' ? sorted(walk(inner, name)) : walk(inner, name)]),
    )
  }
  return walk(JSON.parse(text), '')
}

/** The state of an alert that a time interval mutes, as 0.25 tells it: without. */
function withoutTimes(status: Readonly<Record<string, unknown>>): unknown {
  const { mutedBy: _, ...rest } = status
  const muted = [rest['silencedBy'], rest['inhibitedBy']].some((by) => Array.isArray(by) && by.length > 0)
  return { ...rest, state: muted ? 'suppressed' : 'active' }
}

function timeOf(value: string, key: string, now: number): string {
  if (!/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/.test(value)) return value
  const at = Date.parse(value)
  if (key === 'updatedAt' || Math.abs(at - now) < SLACK_MS) return Math.abs(at - now) < SLACK_MS ? 'now' : value
  return Math.abs(at - now - RESOLVE_TIMEOUT_MS) < SLACK_MS ? 'now and the resolve timeout' : value
}

function sorted(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String).sort() : value
}
