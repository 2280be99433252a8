import { parseDuration } from '@tocsin/kit'
import type { z } from 'zod'
import { scalarText } from './raw.ts'

/** What to say of a text that is no duration. */
function durationMessage(text: string): string {
  return `"${text}" is no duration; write e.g. 30s, 5m, 1h30m (units: ms, s, m, h, d, w, y)`
}

/** Go's durations are nanoseconds in 64 bits: 292 years. */
const MAX_MS = 9_223_372_036_854

/** A duration in Prometheus' form, as milliseconds. `zeroMessage` refuses zero. */
export function durationSchema(zeroMessage?: string): z.ZodType<number> {
  return scalarText.transform((text, context) => {
    const ms = parseDuration(text)
    if (ms !== undefined && ms > MAX_MS) context.addIssue({ code: 'custom', message: 'duration out of range' })
    else if (ms === undefined) context.addIssue({ code: 'custom', message: durationMessage(text) })
    else if (ms === 0 && zeroMessage) context.addIssue({ code: 'custom', message: zeroMessage })
    return ms ?? 0
  })
}
