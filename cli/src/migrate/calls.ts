/** PrometheusAlert's own functions in ours. Source: PrometheusAlert `controllers/public.go`, `TransformAlertMessage`. */
import type { Shape } from './shapes.ts'

/** One operand, converted. */
export interface Operand {
  readonly text: string
  readonly shape: Shape
  /** As it was written, where it is a constant. */
  readonly constant: string | undefined
}

export type Call = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string }

const CST = '"2006-01-02 15:04:05"'
const no = (why: string): Call => ({ ok: false, why })
const yes = (text: string): Call => ({ ok: true, text })
const TIMES = 'only startsAt and endsAt are times here'

const CALLS: Readonly<Record<string, (args: readonly Operand[]) => Call>> = {
  GetCSTtime: ([time, ...more]) => {
    if (time === undefined || more.length > 0) return no('GetCSTtime takes one time')
    if (time.constant === '""') return yes(`((now | tz "Asia/Shanghai").Format ${CST})`)
    return time.shape === 'time'
      ? yes(`((${time.text} | tz "Asia/Shanghai").Format ${CST})`)
      : no(`GetCSTtime: ${TIMES}`)
  },
  TimeFormat: ([time, layout, ...more]) => {
    if (!time || !layout || more.length > 0) return no('TimeFormat takes a time and a layout')
    return time.shape === 'time' ? yes(`(${time.text}.UTC.Format ${layout.text})`) : no(`TimeFormat: ${TIMES}`)
  },
  GetTimeDuration: ([from, until, ...more]) => {
    if (from?.shape !== 'time' || until?.shape !== 'time' || more.length > 0) return no(`GetTimeDuration: ${TIMES}`)
    return yes(`(humanizeDuration (${until.text}.Sub ${from.text}).Seconds)`)
  },
  SplitString: ([text, from, until, ...more]) => {
    const [start, end] = [Number(from?.constant), Number(until?.constant)]
    const whole = Number.isInteger(start) && Number.isInteger(end) && start >= 0
    if (!text || !whole || more.length > 0) return no('SplitString is converted with two whole numbers only')
    // Behind a regular expression, because no text is too short for it.
    if (end >= 0)
      return yes(`(reReplaceAll "(?s)^.{0,${start}}(.{0,${Math.max(end - start, 0)}}).*$" "$1" ${text.text})`)
    const cut = `(reReplaceAll "(?s).{1,${-end}}$" "" ${text.text})`
    return yes(start === 0 ? cut : `(reReplaceAll "(?s)^.{0,${start}}" "" ${cut})`)
  },
  GetTime: () => no('GetTime reads numbers of seconds, which no message of Alertmanager has'),
}

export function isTheirs(name: string): boolean {
  return Object.hasOwn(CALLS, name)
}

export function callOf(name: string, args: readonly Operand[]): Call {
  return CALLS[name]?.(args) ?? no(`unknown function ${name}`)
}

/** Both have these, and they mean the same. */
const COMMON =
  'and or not eq ne lt le gt ge len index slice print printf println html js urlquery toUpper toLower title join match safeHtml reReplaceAll stringSlice'.split(
    ' ',
  )

export function isCommon(name: string): boolean {
  return COMMON.includes(name)
}
