/**
 * Alerts as somebody wrote them to see what a receiver would send: as one posts them to Alertmanager's API v2, or as one gets
 * them from it. Told are all mistakes at once, in terms of what was written. Pure.
 */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { AlertSnapshot, Labels } from '../contract.ts'

export type ExampleAlerts =
  | { readonly ok: true; readonly alerts: readonly [AlertSnapshot, ...AlertSnapshot[]] }
  | { readonly ok: false; readonly problems: readonly string[] }

/** What a group of a storm has; more would only be folded. */
const MAX_ALERTS = 1_000
/** Go's zero time means that there is none. */
const ZERO_TIME = Date.parse('0001-01-01T00:00:00Z')

const texts = z.record(z.string(), z.string({ error: 'must be a text' }), { error: 'must be an object of texts' })

const moment = z
  .string({ error: 'must be a time such as 2026-01-31T08:00:00Z' })
  .transform((text, context): number | undefined => {
    const at = text === '' ? ZERO_TIME : Date.parse(text)
    if (Number.isNaN(at)) {
      context.addIssue({ code: 'custom', message: 'must be a time such as 2026-01-31T08:00:00Z' })
      return z.NEVER
    }
    return at === ZERO_TIME ? undefined : at
  })
  .optional()

const alert = z
  .object(
    {
      labels: texts.refine((labels) => Object.values(labels).some((value) => value !== ''), {
        error: 'must hold at least one label',
      }),
      annotations: texts.default({}),
      startsAt: moment,
      endsAt: moment,
      generatorURL: z.string({ error: 'must be a text' }).default(''),
      fingerprint: z.string({ error: 'must be a text' }).optional(),
    },
    { error: 'must be an alert: an object with "labels"' },
  )
  .refine(({ startsAt, endsAt }) => startsAt === undefined || endsAt === undefined || startsAt <= endsAt, {
    path: ['endsAt'],
    error: 'is before startsAt',
  })

const alerts = z
  .array(alert)
  .min(1, { error: 'there is no alert in it' })
  .max(MAX_ALERTS, { error: `must hold ${MAX_ALERTS} alerts at most` })

/** One alert or a list of them. What has ended before `now` is resolved; what says no start began at `now`. */
export function parseExample(value: unknown, now: number): ExampleAlerts {
  const list = Array.isArray(value)
  const parsed = alerts.safeParse(list ? value : [value])
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map((issue) => problemOf(issue, list)) }
  const [first, ...others] = parsed.data.map((one) => snapshotOf(one, now))
  return first ? { ok: true, alerts: [first, ...others] } : { ok: false, problems: ['there is no alert in it'] }
}

function problemOf({ path, message }: z.core.$ZodIssue, list: boolean): string {
  const [index, ...inside] = path
  const where = [...(list && index !== undefined ? [`alert ${Number(index) + 1}`] : []), inside.join('.')]
  const named = where.filter((part) => part !== '').join(': ')
  return named === '' ? message : `${named} ${message}`
}

function snapshotOf(
  { labels, annotations, startsAt, endsAt, generatorURL, fingerprint }: z.infer<typeof alert>,
  now: number,
): AlertSnapshot {
  const start = startsAt ?? Math.min(endsAt ?? now, now)
  const kept = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''))
  return {
    ...(endsAt !== undefined && endsAt <= now ? { status: 'resolved', endsAt } : { status: 'firing' }),
    fingerprint: fingerprint ?? standIn(kept),
    labels: kept,
    annotations,
    startsAt: start,
    generatorUrl: generatorURL,
  }
}

/** Tells alerts apart as a fingerprint does, and is none: those are the router's. */
function standIn(labels: Labels): string {
  return createHash('sha256')
    .update(JSON.stringify(Object.entries(labels).sort()))
    .digest('hex')
    .slice(0, 16)
}
