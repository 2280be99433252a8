/** The values of a call's text, as far as they may be read. Pure. */
import { fitted } from '../phone/variables.ts'
import type { Language } from '../text/time.ts'

/** Aliyun takes less than 250 characters for all variables together, Tencent 350 for the whole text. */
const MAX_TOGETHER = 240

export function spokenValues(
  values: readonly (readonly [string, string])[],
  max: number,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): (readonly [string, string])[] {
  const each = Math.max(1, Math.min(max, Math.floor(MAX_TOGETHER / Math.max(values.length, 1))))
  return fitted(values, each, { language, timeZone, spoken: true })
}
