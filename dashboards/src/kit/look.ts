/** Colours and limits, the same on all dashboards: red is broken, orange is on the way there, blue and purple are facts. */
import type { DynamicConfigValue, Threshold, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard'
import { MappingType } from '@grafana/grafana-foundation-sdk/dashboard'

export const OK = 'green'
export const WARN = 'orange'
export const BAD = 'red'
export const FACT = 'blue'
const PLAIN = 'text'

/** The base first; each further step counts from its value upwards. */
export const steps = (base: string, ...more: readonly (readonly [from: number, color: string])[]): Threshold[] => [
  { value: null, color: base },
  ...more.map(([value, color]) => ({ value, color })),
]

/** A number that is only a number. */
export const FACTUAL = steps(PLAIN)

/** Good at 0, bad from the first one on. */
export const NONE_ALLOWED = steps(OK, [1, BAD])

/** Bad at 0, good from 1 on. */
export const REQUIRED = steps(BAD, [1, OK])

export interface Word {
  readonly text: string
  readonly color: string
}

/** Words instead of 0 and 1. */
export const words = (zero: Word, one: Word): ValueMapping[] => [
  {
    type: MappingType.ValueToText,
    options: { 0: { ...zero, index: 0 }, 1: { ...one, index: 1 } },
  },
]

/** Overrides of one series or column, by its displayed name. */
export interface Look {
  readonly name: string
  readonly set: readonly DynamicConfigValue[]
}

export const colored = (name: string, color: string): Look => ({
  name,
  set: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
})

/** A line that is a limit and no measurement: dashed, thin, unfilled, left out of the tooltip's crowd by its colour. */
export const limitLine = (name: string, color: string): Look => ({
  name,
  set: [
    { id: 'color', value: { mode: 'fixed', fixedColor: color } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [8, 6] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'custom.fillOpacity', value: 0 },
  ],
})

export const QUANTILES: readonly Look[] = [
  colored('P50', 'light-blue'),
  colored('P95', 'blue'),
  colored('P99', 'purple'),
]

export const STATUS_CLASSES: readonly Look[] = [
  colored('2xx', OK),
  colored('3xx', 'blue'),
  colored('4xx', 'yellow'),
  colored('5xx', BAD),
]
