import { expect, test } from 'vitest'
import { parsePeople } from '../people/parse.ts'
import { readCalendar } from './ical.ts'

const parsed = parsePeople(
  `people:
  ana: { display_name: Ana Lopez, email: Ana@example.com }
  ben: { email: ben@example.com }
  chen: { display_name: 陈静 }
`,
  { file: 'people.yml', env: {} },
)
if (!parsed.ok) throw new Error('people')
const { people } = parsed
const WINDOW = { from: Date.parse('2026-01-01T00:00Z'), to: Date.parse('2026-05-01T00:00Z'), timeZone: 'Asia/Shanghai' }

const calendar = (...lines: readonly string[]): string =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n')
const event = (...lines: readonly string[]): string[] => ['BEGIN:VEVENT', 'UID:1', ...lines, 'END:VEVENT']

function shiftsOf(...lines: readonly string[]) {
  const read = readCalendar(calendar(...lines), people, WINDOW)
  if (!read.ok) throw new Error(read.message)
  const iso = (at: number): string => new Date(at).toISOString().slice(0, 16)
  return {
    shifts: read.shifts.map(({ people: who, from, to }) => `${who.join('+')} ${iso(from)} ${iso(to)}`),
    notes: read.notes,
  }
}

const ONCE = ['DTSTART:20260110T080000Z', 'DTEND:20260117T080000Z']
const SHIFT = '2026-01-10T08:00 2026-01-17T08:00'

test.each([
  [['ATTENDEE;CN=Ana:mailto:ANA@example.com'], `ana ${SHIFT}`],
  [['ATTENDEE:mailto:ana@example.com', 'ATTENDEE:MAILTO:ben@example.com'], `ana+ben ${SHIFT}`],
  [['ATTENDEE;PARTSTAT=DECLINED:mailto:ana@example.com', 'ATTENDEE:mailto:ben@example.com'], `ben ${SHIFT}`],
  [['SUMMARY:ben', 'ATTENDEE:mailto:ana@example.com'], `ana ${SHIFT}`],
  [['SUMMARY:ben', 'ATTENDEE:mailto:room@example.com'], `ben ${SHIFT}`],
  [['SUMMARY: ana lopez '], `ana ${SHIFT}`],
  [['SUMMARY:陈静'], `chen ${SHIFT}`],
])('whom an event names: %s', (lines, expected) => {
  expect(shiftsOf(...event(...ONCE, ...lines))).toEqual({ shifts: [expected], notes: [] })
})

test('events that name nobody are told, not all of them, and leave the others alone', () => {
  const others = ['Party', 'Dinner', 'Lunch', 'Trip'].flatMap((summary) => event(...ONCE, `SUMMARY:${summary}`))
  expect(shiftsOf(...others, ...event(...ONCE, 'SUMMARY:ben'))).toEqual({
    shifts: [`ben ${SHIFT}`],
    notes: ['no attendee or summary is somebody of people.yml: "Party", "Dinner", "Lunch" and 1 more'],
  })
})

test.each([
  [
    'a zone by name, over a change of the clock',
    ['DTSTART;TZID=Europe/Berlin:20260323T090000', 'DTEND;TZID=Europe/Berlin:20260330T090000'],
    '2026-03-23T08:00 2026-03-30T07:00',
  ],
  [
    'whole days are those of the schedule',
    ['DTSTART;VALUE=DATE:20260110', 'DTEND;VALUE=DATE:20260112'],
    '2026-01-09T16:00 2026-01-11T16:00',
  ],
  ['one whole day', ['DTSTART;VALUE=DATE:20260110'], '2026-01-09T16:00 2026-01-10T16:00'],
  [
    'without a zone: that of the schedule',
    ['DTSTART:20260110T090000', 'DURATION:PT8H'],
    '2026-01-10T01:00 2026-01-10T09:00',
  ],
  [
    'two zones',
    ['DTSTART;TZID=Europe/Berlin:20260110T090000', 'DTEND;TZID=Asia/Shanghai:20260110T180000'],
    '2026-01-10T08:00 2026-01-10T10:00',
  ],
])('%s', (_, lines, expected) => {
  expect(shiftsOf(...event(...lines, 'SUMMARY:ben')).shifts).toEqual([`ben ${expected}`])
})

test('a zone that only the calendar defines', () => {
  const zone = [
    ...['BEGIN:VTIMEZONE', 'TZID:China Standard Time', 'BEGIN:STANDARD', 'DTSTART:16010101T000000'],
    ...['TZOFFSETFROM:+0800', 'TZOFFSETTO:+0800', 'END:STANDARD', 'END:VTIMEZONE'],
  ]
  const lines = ['DTSTART;TZID=China Standard Time:20260110T090000', 'DURATION:PT1H', 'SUMMARY:ben']
  expect(shiftsOf(...zone, ...event(...lines)).shifts).toEqual(['ben 2026-01-10T01:00 2026-01-10T02:00'])
})

test('a weekly series, with a day left out, one moved, one given to somebody else and one cancelled', () => {
  const start = (day: string): string => `;TZID=Europe/Berlin:${day}T090000`
  const lines = [
    ...event(
      `DTSTART${start('20260302')}`,
      'DURATION:P1D',
      'RRULE:FREQ=WEEKLY;COUNT=6',
      `EXDATE${start('20260309')}`,
      'SUMMARY:ana',
    ),
    ...event(`RECURRENCE-ID${start('20260316')}`, `DTSTART${start('20260317')}`, 'DURATION:P1D', 'SUMMARY:ana'),
    ...event(`RECURRENCE-ID${start('20260323')}`, `DTSTART${start('20260323')}`, 'DURATION:P1D', 'SUMMARY:ben'),
    ...event(
      `RECURRENCE-ID${start('20260330')}`,
      `DTSTART${start('20260330')}`,
      'DURATION:P1D',
      'SUMMARY:ana',
      'STATUS:CANCELLED',
    ),
    // Of another series: no business of the first.
    ...event(`RECURRENCE-ID${start('20260406')}`, `DTSTART${start('20260407')}`, 'SUMMARY:ben').with(1, 'UID:2'),
  ]
  expect(shiftsOf(...lines).shifts).toEqual([
    'ana 2026-03-02T08:00 2026-03-03T08:00',
    'ana 2026-03-17T08:00 2026-03-18T08:00',
    'ben 2026-03-23T08:00 2026-03-24T08:00',
    'ana 2026-04-06T07:00 2026-04-07T07:00',
  ])
})

test('only what reaches into the window, of a series without an end', () => {
  const lines = event(
    'DTSTART:20240101T000000Z',
    'DTEND:20240115T000000Z',
    'RRULE:FREQ=WEEKLY;INTERVAL=4',
    'SUMMARY:ana',
  )
  const { shifts } = shiftsOf(...lines)
  expect(shifts[0]).toBe('ana 2025-12-29T00:00 2026-01-12T00:00')
  expect(shifts.at(-1)).toBe('ana 2026-04-20T00:00 2026-05-04T00:00')
  expect(shifts).toHaveLength(5)
})

test('a rule that repeats each second is cut, quickly, and said to be', () => {
  const startedAt = performance.now()
  const lines = event('DTSTART:20200101T000000Z', 'DURATION:PT1S', 'RRULE:FREQ=SECONDLY', 'SUMMARY:ana')
  expect(shiftsOf(...lines, ...lines, ...lines, ...lines, ...lines).notes).toContain(
    '"ana" repeats too often to be followed to its end',
  )
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('ten thousand events of as many series are read in good time', () => {
  const all = Array.from({ length: 10_000 }, (_, n) => event(...ONCE, 'SUMMARY:ben').with(1, `UID:${n}`)).flat()
  const startedAt = performance.now()
  expect(shiftsOf(...all).shifts).toHaveLength(10_000)
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test.each(['', 'hello', '<html></html>', 'BEGIN:VCARD\r\nEND:VCARD', 'BEGIN:VCALENDAR\r\nBEGIN:VEVENT', '{"a":1}'])(
  'what is no calendar is refused: %s',
  (text) => {
    expect(readCalendar(text, people, WINDOW)).toMatchObject({
      ok: false,
      message: expect.stringContaining('no iCalendar text'),
    })
  },
)

test('one event that cannot be read does not take the others along', () => {
  const bad = event('DTSTART:tomorrow', 'SUMMARY:ana')
  const { shifts, notes } = shiftsOf(...bad, ...event(...ONCE, 'SUMMARY:ben'))
  expect(shifts).toEqual([`ben ${SHIFT}`])
  expect(notes).toHaveLength(1)
})
