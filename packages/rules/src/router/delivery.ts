/** `delivery` and `notify` of a receiver. Of our own: Alertmanager has neither. */
import { checkSchema, type Path, type Problem, parseDuration, type Source } from '@tocsin/kit'
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { scalarText } from '../raw.ts'
import type { DeliveryPolicy } from '../types.ts'
import { text, wants } from './fields.ts'

const DEFAULT_FALLBACK_AFTER = '5m'

const MAX_AT_ONCE = 128
const count = (max: number) => {
  const allowed = `must be a whole number from 1 to ${max}`
  return z.number({ error: allowed }).int({ error: allowed }).min(1, { error: allowed }).max(max, { error: allowed })
}

/** As far as the store looks back. */
const MAX_WINDOW_MS = 3_600_000
const MAX_RATE = 1_000

const RATE = 'must be a number of messages (at most 1000) and a time (at most 1h), such as 20/1m'

const rate = scalarText.transform((written, context) => {
  const [, limit = '', window = ''] = /^(\d{1,6})\s*\/\s*(\S+)$/.exec(written) ?? []
  const windowMs = parseDuration(window)
  const inRange = Number(limit) > 0 && Number(limit) <= MAX_RATE
  if (inRange && windowMs !== undefined && windowMs > 0 && windowMs <= MAX_WINDOW_MS)
    return { limit: Number(limit), windowMs }
  context.addIssue({ code: 'custom', message: RATE })
  return z.NEVER
})

const deliverySchema = z
  .strictObject(
    {
      concurrency: count(MAX_AT_ONCE).optional(),
      rate: rate.optional(),
      retry: z
        .strictObject({
          min: durationSchema('min cannot be zero').prefault('1s'),
          max: durationSchema('max cannot be zero').prefault('1m'),
          give_up_after: durationSchema('give_up_after cannot be zero').prefault('24h'),
        })
        .prefault({}),
      breaker: z
        .strictObject({
          failures: count(1_000).default(5),
          pause: durationSchema('pause cannot be zero').prefault('30s'),
        })
        .prefault({}),
      fallback: z.strictObject({ receiver: text, after: durationSchema().prefault(DEFAULT_FALLBACK_AFTER) }).optional(),
    },
    { error: wants('an object with e.g. rate, retry, fallback') },
  )
  .superRefine(({ retry }, context) => {
    if (retry.max >= retry.min) return
    context.addIssue({ code: 'custom', path: ['retry', 'max'], message: 'max is shorter than min' })
  })
  .transform(
    ({ concurrency, rate: allowed, retry, breaker, fallback }): DeliveryPolicy => ({
      concurrency,
      rate: allowed,
      retry: { minMs: retry.min, maxMs: retry.max, giveUpAfterMs: retry.give_up_after },
      breaker: { failures: breaker.failures, pauseMs: breaker.pause },
      fallback: fallback && { receiver: fallback.receiver, afterMs: fallback.after },
    }),
  )

const handlingSchema = z.object({
  delivery: deliverySchema.prefault({}),
  notify: z.array(text, { error: 'must be a list of names of people.yml' }).default([]),
})

/** Keys of a receiver that are no channels. */
export const HANDLING_KEYS = ['delivery', 'notify']

export interface Handling {
  readonly delivery: DeliveryPolicy
  readonly notify: readonly string[]
}

/** What a receiver says where it says nothing. */
export const DEFAULT_HANDLING: Handling = handlingSchema.parse({})

/** `receiver` is an entry of the file's `receivers`, at `path`. */
export function readHandling(
  source: Source,
  receiver: Readonly<Record<string, unknown>>,
  path: Path,
): { readonly handling: Handling; readonly problems: readonly Problem[] } {
  const checked = checkSchema(
    {
      ...source,
      value: Object.fromEntries(Object.entries(receiver).filter(([key]) => HANDLING_KEYS.includes(key))),
      problemAt: (at, message, place) => source.problemAt([...path, ...at], message, place),
    },
    handlingSchema,
  )
  return checked.ok
    ? { handling: checked.value, problems: [] }
    : { handling: DEFAULT_HANDLING, problems: checked.problems }
}
