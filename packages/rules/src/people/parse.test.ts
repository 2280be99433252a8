import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import type { RouterFiles } from '../router/files.ts'
import { mobileOf } from './fields.ts'
import { parsePeople } from './parse.ts'

const SECRET = 'https://calendar.example.com/private-9f8e7d/basic.ics'
const env = { ICAL_URL: SECRET }
const files: RouterFiles = {
  readText: (name) => (name === 'ical' ? { ok: true, text: `${SECRET}\n` } : { ok: false, message: 'gone' }),
  glob: () => [],
}

const parse = (text: string, requireEnv = true) => parsePeople(text, { file: 'people.yml', env, requireEnv, files })
const problemsOf = (text: string): string[] => {
  const parsed = parse(text)
  return parsed.ok ? [] : parsed.problems.map(formatProblem)
}
function peopleOf(text: string, requireEnv = true) {
  const parsed = parse(text, requireEnv)
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return parsed.people
}

const FULL = `
defaults:
  language: zh
  timezone: Asia/Shanghai
  quiet_hours: { from: "22:00", to: "08:00" }
people:
  li.wei:
    display_name: 李伟
    wecom: LiWei
    mobile: 138 0013 8000
    email: Li.Wei@Example.com
    jira: 5b10ac8d82e05b22cc7d4ef5
    zentao: liwei
    github: li-wei
    dingtalk: manager123
    feishu: ou_7d8a6e6df7621556ce0d21922b676706
  ana:
    mobile: +491701234567
    language: en
    timezone: Europe/Berlin
    quiet_hours: { from: 23:00, to: 07:30, except: [warning] }
  chen:
teams:
  payments: [li.wei, primary]
on_call:
  primary:
    rotation: { people: [li.wei, ana], starts: 2026-01-05 09:00 }
    overrides:
      - { person: chen, from: 2026-10-01 00:00, to: "2026-10-08T00:00:00+08:00" }
    calendar: { url: "\${ICAL_URL}", refresh: 5m }
  berlin:
    timezone: Europe/Berlin
    rotations:
      - { people: [ana], every: 1d, starts: 2026-01-05 09:00, hours: { from: "09:00", to: "18:00" }, weekdays: [monday:friday] }
      - { people: [chen], every: 3d, starts: 2026-01-05 09:00 }
    calendar: { url_file: ical }
`

test('all of it', () => {
  const { people, teams, onCall } = peopleOf(FULL)
  expect(people['li.wei']).toEqual({
    name: 'li.wei',
    displayName: '李伟',
    addresses: {
      ...{ wecom: 'LiWei', mobile: '+8613800138000', email: 'li.wei@example.com', jira: '5b10ac8d82e05b22cc7d4ef5' },
      ...{ zentao: 'liwei', github: 'li-wei', dingtalk: 'manager123', feishu: 'ou_7d8a6e6df7621556ce0d21922b676706' },
    },
    language: 'zh',
    timeZone: 'Asia/Shanghai',
    quietHours: { from: 1320, to: 480, except: [] },
  })
  expect(people['ana']).toMatchObject({
    displayName: 'ana',
    addresses: { mobile: '+491701234567' },
    language: 'en',
    timeZone: 'Europe/Berlin',
    quietHours: { from: 1380, to: 450, except: ['warning'] },
  })
  expect(people['chen']).toMatchObject({ name: 'chen', addresses: {} })
  expect(teams).toEqual({ payments: ['li.wei', 'primary'] })
  expect(onCall['primary']).toEqual({
    name: 'primary',
    timeZone: 'Asia/Shanghai',
    rotations: [
      {
        people: ['li.wei', 'ana'],
        startsAtLocal: Date.UTC(2026, 0, 5, 9),
        everyDays: 7,
        hours: undefined,
        weekdays: [],
      },
    ],
    overrides: [{ person: 'chen', from: Date.UTC(2026, 8, 30, 16), to: Date.UTC(2026, 9, 7, 16) }],
    calendar: { url: SECRET, usable: true, refreshMs: 300_000 },
  })
  expect(onCall['berlin']).toMatchObject({
    timeZone: 'Europe/Berlin',
    rotations: [
      { everyDays: 1, hours: { from: 540, to: 1080 }, weekdays: [1, 2, 3, 4, 5] },
      { people: ['chen'], everyDays: 3 },
    ],
    calendar: { url: SECRET, refreshMs: 900_000 },
  })
})

test('an empty file is nobody', () => {
  expect(peopleOf('')).toEqual({ people: {}, teams: {}, onCall: {} })
})

test.each([
  ['13800138000', '+8613800138000'],
  ['138-0013-8000', '+8613800138000'],
  ['8613800138000', '+8613800138000'],
  ['+86 138 0013 8000', '+8613800138000'],
  ['+49 (170) 123.4567', '+491701234567'],
  ['+8612345', undefined],
  ['12345678901', undefined],
  ['0170 1234567', undefined],
  ['+0123456789', undefined],
  ['', undefined],
])('the mobile number %s is %s', (written, number) => {
  expect(mobileOf(written)).toBe(number)
})

describe('every problem is told at once, where it stands', () => {
  test('across the file', () => {
    const text = `people:
  team: { wecom: "@all" }
  li: { mobil: 1, timezone: MRS, quiet_hours: { from: "25:00", to: "08:00" } }
  ana: { mobile: 12345, email: "a b@c", language: de }
teams:
  li: [ghost, ana]
on_call:
  primary:
    rotation: { people: [ana, nobody], every: 36h, starts: 2026-02-30 09:00 }
    overrides: [ { person: gone, from: 2026-01-02 00:00, to: tomorrow } ]
  empty: {}
`
    expect(problemsOf(text)).toEqual([
      'people.yml:2:3: people.team: "team" is what a notify says for the team of the alert\'s label; choose another name',
      'people.yml:2:18: people.team.wecom: must be a WeCom userid: 1 to 64 letters, digits, _ - @ . and a letter or digit first',
      'people.yml:3:9: people.li.mobil: unknown field "mobil"',
      'people.yml:3:29: people.li.timezone: unknown time zone MRS; write e.g. Europe/Berlin, UTC or Local',
      'people.yml:3:55: people.li.quiet_hours.from: must be a time of day, HH:MM, up to 24:00',
      'people.yml:4:18: people.ana.mobile: must be a number with its country, such as +491701234567, or the 11 digits of a mobile number of China',
      'people.yml:4:32: people.ana.email: must be one e-mail address, such as li@example.com',
      'people.yml:4:51: people.ana.language: must be zh or en',
      'people.yml:6:3: teams.li: "li" is the name of a person already; names of all three kinds are one space',
      'people.yml:6:8: teams.li.0: "ghost" is not one of the people or on-call schedules of this file; there are: team, li, ana, primary, empty',
      'people.yml:9:31: on_call.primary.rotation.people.1: "nobody" is not one of the people of this file; there are: team, li, ana',
      'people.yml:9:47: on_call.primary.rotation.every: must be whole days or weeks, such as 1w, 3d, 1d',
      'people.yml:9:60: on_call.primary.rotation.starts: must be a local date and time, such as 2026-01-05 09:00',
      'people.yml:10:28: on_call.primary.overrides.0.person: "gone" is not one of the people of this file; there are: team, li, ana',
      'people.yml:10:62: on_call.primary.overrides.0.to: must be a local date and time, such as 2026-01-05 09:00, or one with its offset, such as 2026-01-05T09:00:00+08:00',
      'people.yml:11:10: on_call.empty: says who by none of rotation, rotations and calendar',
    ])
  })

  test.each([
    ['people: [li]', '1:9: people: must map names to people'],
    ['people: { " li": {} }', '1:11: people. li: a name has no spaces'],
    ['people: { "a,b": {} }', 'no commas'],
    ['peeple: {}', '1:1: peeple: unknown field "peeple"'],
    ['people: { a: {}, a: {} }', '1:18: Map keys must be unique'],
    ['people: { a: { quiet_hours: { from: "08:00", to: "08:00" } } }', 'the same moment of the day'],
    ['people: { a: { quiet_hours: { from: "00:00", to: "24:00" } } }', 'the same moment of the day'],
    [
      'people: { a: { display_name: "${X}" } }',
      '1:31: people.a.display_name: ${X} is not expanded here; in this file ${NAME} is expanded in the url of a calendar only',
    ],
    [
      'people: { a: {} }\non_call: { x: { overrides: [ { person: a, from: 2026-01-02 00:00, to: 2026-01-01 00:00 } ], rotation: { people: [a], starts: 2026-01-01 00:00 } } }',
      'to is not after from',
    ],
    ['on_call: { x: { rotation: { people: [], starts: 2026-01-01 00:00 } } }', 'at least one of the people'],
    [
      'on_call: { x: { calendar: {} } }',
      '1:27: on_call.x.calendar.url: is missing; write url: ${NAME}, or url_file: FILE',
    ],
    ['on_call: { x: { calendar: { url: "${UNSET}" } } }', 'environment variable UNSET is not set'],
    ['on_call: { x: { calendar: { url_file: gone } } }', 'the file gone cannot be read'],
    ['on_call: { x: { calendar: { url: "ftp://h/x" } } }', 'must be an http(s) address'],
    ['on_call: { x: { calendar: { url: "${ICAL_URL}", refresh: 5s } } }', 'must be at least 1m'],
  ])('%s', (text, said) => {
    const problems = problemsOf(text)
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(said)
  })

  test('no problem shows an address that may be secret', () => {
    const told = problemsOf(`on_call: { x: { calendar: { url: "${SECRET} x", refresh: x } } }\n`)
    expect(told.length).toBeGreaterThan(0)
    expect(told.join('\n')).not.toContain('9f8e7d')
  })
})

test('away from its variables a calendar is left open, and is not to be asked', () => {
  const text = 'on_call: { x: { calendar: { url: "${UNSET}", refresh: 5m } }, y: { calendar: { url_file: gone } } }'
  const { onCall } = peopleOf(text, false)
  expect([onCall['x']?.calendar, onCall['y']?.calendar]).toMatchObject([
    { usable: false, refreshMs: 300_000 },
    { usable: false, refreshMs: 900_000 },
  ])
})
