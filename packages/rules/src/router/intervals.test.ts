import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import type { RouteNode, RouterConfig } from '../types.ts'
import { parseRouterConfig } from './parse.ts'

const parse = (text: string) => parseRouterConfig(text, { file: 'router.yml', env: {}, channels: () => ({}) })

function configOf(text: string): RouterConfig {
  const result = parse(text)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

function problemsOf(text: string): string[] {
  const result = parse(text)
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`)
}

const REST = 'route: { receiver: a }\nreceivers: [{ name: a }]\n'
const interval = (text: string): string => `time_intervals: [{ name: n, time_intervals: [{ ${text} }] }]\n${REST}`

test('every field, in every form', () => {
  const text = `
time_intervals:
  - name: everything
    time_intervals:
      - times:
          - { start_time: 09:00, end_time: '17:30' }
          - { start_time: "00:00", end_time: "24:00" }
        weekdays: [monday:friday, SUNDAY]
        days_of_month: [1:5, '-3:-1', 15, '20:-5']
        months: ['january:March', 5, '7:9', '12']
        years: [2024:2026, 2030]
        location: Asia/Shanghai
  - name: two
    time_intervals: [{ weekdays: [saturday] }, {}]
  - { name: none }
mute_time_intervals:
  - name: old
    time_intervals:
      - location: ''
${REST}`
  const open = { times: [], weekdays: [], daysOfMonth: [], months: [], years: [], location: 'UTC' }
  const range = (from: number, to = from) => ({ from, to })
  expect(configOf(text).timeIntervals).toEqual({
    everything: [
      {
        times: [range(540, 1050), range(0, 1440)],
        weekdays: [range(1, 5), range(0)],
        daysOfMonth: [range(1, 5), range(-3, -1), range(15), range(20, -5)],
        months: [range(1, 3), range(5), range(7, 9), range(12)],
        years: [range(2024, 2026), range(2030)],
        location: 'Asia/Shanghai',
      },
    ],
    two: [{ ...open, weekdays: [range(6)] }, open],
    none: [],
    old: [open],
  })
})

test('an explicit empty list leaves no time: the interval never comes', () => {
  expect(configOf(interval('weekdays: [], months: [1]')).timeIntervals).toEqual({ n: [] })
})

test('Local is the zone of this machine', () => {
  const here = new Intl.DateTimeFormat('en').resolvedOptions().timeZone
  expect(configOf(interval('location: Local')).timeIntervals['n']?.[0]?.location).toBe(here)
})

test.each([
  ['times: [{ start_time: "9:00", end_time: "10:00" }]', "couldn't parse timestamp 9:00, invalid format"],
  ['times: [{ start_time: "09:00", end_time: "24:01" }]', "couldn't parse timestamp 24:01, invalid format"],
  ['times: [{ start_time: "09:00" }]', 'both start and end times must be provided'],
  ['times: [{ start_time: "17:00", end_time: "09:00" }]', 'start time cannot be equal or greater than end time'],
  ['times: [{ start_time: "09:00", end_time: "09:00" }]', 'start time cannot be equal or greater than end time'],
  ['times: [{ start_time: "09:00", end_time: "10:00", zone: x }]', 'unknown field "zone"'],
  ['times: ["09:00"]', 'must be an object with start_time and end_time'],
  ['weekdays: [friday:monday]', 'start day cannot be before end day'],
  ['weekdays: [mon]', 'mon is not a valid weekday'],
  ['weekdays: [1]', '1 is not a valid weekday'],
  ['weekdays: ["monday : friday"]', 'monday  is not a valid weekday'],
  ['weekdays: ["monday:tuesday:friday"]', "couldn't parse range monday:tuesday:friday, invalid format"],
  ['weekdays: monday', 'must be a list'],
  ['days_of_month: [0]', '0 is not a valid day of the month: out of range'],
  ['days_of_month: ["1:32"]', '32 is not a valid day of the month: out of range'],
  ['days_of_month: ["-32:-1"]', '-32 is not a valid day of the month: out of range'],
  ['days_of_month: ["-3:5"]', 'end day must be negative if start day is negative'],
  ['days_of_month: ["-1:-3"]', 'end day -3 is always before start day -1'],
  ['days_of_month: ["30:-1"]', 'end day -1 is always before start day 30'],
  ['days_of_month: [first]', '"first" is no number'],
  ['months: [smarch]', 'smarch is not a valid month'],
  ['months: ["march:january"]', 'end month january is before start month march'],
  ['years: ["2026:2024"]', 'end year 2024 is before start year 2026'],
  ['years: [soon]', '"soon" is no number'],
  ['location: Nowhere/City', 'unknown time zone Nowhere/City'],
  ['location: asia/shanghai', 'unknown time zone asia/shanghai'],
  ['location: "+08:00"', 'unknown time zone +08:00'],
  ['hours: []', 'unknown field "hours"'],
])('%s → %s', (text, message) => {
  expect(problemsOf(interval(text))).toEqual([expect.stringMatching(/^1:\d+: /)])
  expect(problemsOf(interval(text))[0]?.replace(/^1:\d+: /, '')).toContain(message)
})

test.each([
  ['time_intervals: [{ time_intervals: [] }]', '1:18: missing name in time interval'],
  ['mute_time_intervals: [{ name: "" }]', '1:31: missing name in mute time interval'],
  ['time_intervals: [{ name: n }, { name: n }]', '1:39: time interval "n" is not unique'],
  ['mute_time_intervals: [{ name: n }, { name: n }]', '1:44: mute time interval "n" is not unique'],
  ['{ mute_time_intervals: [{ name: n }], time_intervals: [{ name: n }]', '1:64: time interval "n" is not unique'],
])('%s → %s', (text, problem) => {
  const whole = text.startsWith('{')
    ? `${text}, route: { receiver: a }, receivers: [{ name: a }] }`
    : `${text}\n${REST}`
  expect(problemsOf(whole)).toEqual([problem])
})

describe('in routes', () => {
  const routes = (top: string, rootFields = ''): string => `${top}
time_intervals: [{ name: n }, { name: m }, { name: day }]
route:
  receiver: a
  labels: { team: sre, site: one }${rootFields}
  routes:
    - matchers: [ x="1" ]
      mute_time_intervals: [n]
      active_time_intervals: [day]
      labels: { site: two }
      routes:
        - matchers: [ y="1" ]
        - matchers: [ y="2" ]
          mute_time_intervals: [m, n]
          active_time_intervals: [m]
        - matchers: [ y="3" ]
          mute_time_intervals: []
          active_time_intervals: []
receivers: [{ name: a }]
`
  const shown = (route: RouteNode) => [route.muteTimeIntervals, route.activeTimeIntervals]

  test('names stand where they are written, as in Alertmanager, unless inheritance is asked for', () => {
    const [first] = configOf(routes('')).route.routes
    expect(first && shown(first)).toEqual([['n'], ['day']])
    expect(first?.routes.map(shown)).toEqual([
      [[], []],
      [['m', 'n'], ['m']],
      [[], []],
    ])
    const [inheriting] = configOf(routes('inherit_time_intervals: yes')).route.routes
    expect(inheriting?.routes.map(shown)).toEqual([
      [['n'], ['day']],
      [['n', 'm'], ['m']],
      [[], []],
    ])
  })

  test("labels are inherited, the child's value wins", () => {
    const { route } = configOf(routes(''))
    expect(route.labels).toEqual({ team: 'sre', site: 'one' })
    expect(route.routes[0]?.routes[0]?.labels).toEqual({ team: 'sre', site: 'two' })
  })

  test('the root has none, and every name is defined', () => {
    expect(problemsOf(routes('', '\n  mute_time_intervals: [n]'))).toEqual([
      '6:3: root route must not have any mute time intervals',
    ])
    expect(problemsOf(routes('', '\n  active_time_intervals: [n]'))).toEqual([
      '6:3: root route must not have any active time intervals',
    ])
    expect(problemsOf(routes('').replace('[m, n]', '[m, oops]'))).toEqual([
      '14:36: undefined time interval "oops" used in route; defined: n, m, day',
    ])
  })

  test('label names', () => {
    expect(problemsOf(routes('').replace('{ site: two }', '{ "": two }'))).toEqual([
      '10:21: invalid label name "" in route labels',
    ])
  })
})

test.each([
  ['compatibility: strict', 'strict'],
  ['compatibility: tocsin', 'tocsin'],
  ['', 'tocsin'],
])('%s → %s', (line, expected) => {
  expect(configOf(`${line}\n${REST}`).compatibility).toBe(expected)
})

test('compatibility with something else', () => {
  expect(problemsOf(`compatibility: mostly\n${REST}`)).toEqual(['1:16: must be tocsin or strict'])
})
