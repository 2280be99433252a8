import { checkSchema, type Path, type Problem, readYaml, type Source } from '@tocsin/kit'
import { isScalar } from 'yaml'
import { isRecord, sorted, withoutEmpty } from '../raw.ts'
import { type Env, misplacedEnv } from '../router/env.ts'
import type { RouterFiles } from '../router/files.ts'
import { readIntegration } from '../router/integration.ts'
import { momentOfLocal } from '../routing/zone.ts'
import { problemInside } from '../text/place.ts'
import type {
  NumberRange,
  OnCallCalendar,
  OnCallSchedule,
  People,
  Person,
  PersonAddressKind,
  Rotation,
} from '../types.ts'
import { crossProblems } from './cross.ts'
import { ADDRESS_FIELDS } from './fields.ts'
import { calendarSchema, type PeopleFile, peopleFileSchema } from './schema.ts'

export interface PeopleParseOptions {
  /** How the file is called in problems. */
  readonly file: string
  /** For `${ENV}` in addresses of calendars. */
  readonly env: Env
  /** Whether an unset variable, or a file that is not there, is a problem; true by default. */
  readonly requireEnv?: boolean
  /** Reads `url_file`. Without it that address is left open. */
  readonly files?: RouterFiles | undefined
}

export type ParsedPeople =
  | { readonly ok: true; readonly people: People }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/** people.yml. All problems at once, in file order, each with its place. */
export function parsePeople(text: string, options: PeopleParseOptions): ParsedPeople {
  const source = readYaml(text, options.file)
  if (source.syntax.length > 0) return { ok: false, problems: source.syntax }
  const file = withNumbersAsWritten(source, withoutEmpty(source.value ?? {}))
  const checked = checkSchema({ ...source, value: file }, peopleFileSchema)
  const calendars = readCalendars(source, text, isRecord(file) ? file['on_call'] : undefined, options)
  const problems = [
    ...(checked.ok ? [] : checked.problems),
    ...(isRecord(file) ? crossProblems(source, file) : []),
    ...calendars.problems,
    ...misplacedEnv(file, isCalendar, ENV_ALLOWED).map(({ path, at, message }) =>
      problemInside(source, text, path, at, message),
    ),
  ]
  if (checked.ok) problems.push(...overrideProblems(source, checked.value))
  if (!checked.ok || problems.length > 0) return { ok: false, problems: sorted(problems) }
  return { ok: true, people: peopleOf(checked.value, calendars.byName) }
}

/** A bare `+491701234567` is a number to YAML, which forgets the plus. */
function withNumbersAsWritten(source: Source, file: unknown): unknown {
  if (!isRecord(file) || !isRecord(file['people'])) return file
  const people = Object.entries(file['people']).map(([name, person]) => {
    if (!isRecord(person) || typeof person['mobile'] !== 'number') return [name, person]
    const node: unknown = source.document.getIn(['people', name, 'mobile'], true)
    return [name, { ...person, mobile: isScalar(node) ? (node.source ?? person['mobile']) : person['mobile'] }]
  })
  return { ...file, people: Object.fromEntries(people) }
}

/** Stands for an address that needs a variable or a file that is not here. */
const NOT_KNOWN = 'http://calendar.invalid/'

const ENV_ALLOWED = 'in this file ${NAME} is expanded in the url of a calendar only'

const isCalendar = (path: Path): boolean => path.length === 3 && path[0] === 'on_call' && path[2] === 'calendar'

function readCalendars(source: Source, text: string, schedules: unknown, options: PeopleParseOptions) {
  const problems: Problem[] = []
  const byName = new Map<string, OnCallCalendar>()
  for (const [name, schedule] of Object.entries(isRecord(schedules) ? schedules : {})) {
    const calendar = isRecord(schedule) ? schedule['calendar'] : undefined
    if (calendar === undefined) continue
    const read = readIntegration(source, text, calendar, ['on_call', name, 'calendar'], 'calendar', calendarSchema, {
      ...{ env: options.env, files: options.files, global: undefined, namesPeople: true },
      ...{ needed: options.requireEnv ?? true, judgesUse: true },
    })
    problems.push(...read.problems)
    const url = isRecord(read.config) && read.usable ? read.config['url'] : NOT_KNOWN
    const known = calendarSchema.safeParse({ ...(isRecord(calendar) ? { refresh: calendar['refresh'] } : {}), url })
    if (!known.success) continue
    byName.set(name, { url: known.data.url, usable: read.usable, refreshMs: known.data.refresh })
  }
  return { problems, byName }
}

type ScheduleFile = PeopleFile['on_call'][string]

const zoneOf = (file: PeopleFile, schedule: ScheduleFile): string =>
  schedule.timezone ?? file.defaults.timezone ?? 'UTC'

function momentIn(zone: string, moment: ScheduleFile['overrides'][number]['from']): number {
  return moment.kind === 'moment' ? moment.at : momentOfLocal(zone, moment.local)
}

function overrideProblems(source: Source, file: PeopleFile): Problem[] {
  return Object.entries(file.on_call).flatMap(([name, schedule]) => {
    const zone = zoneOf(file, schedule)
    return schedule.overrides.flatMap(({ from, to }, at) =>
      momentIn(zone, from) < momentIn(zone, to)
        ? []
        : [source.problemAt(['on_call', name, 'overrides', at, 'to'], 'to is not after from')],
    )
  })
}

function peopleOf(file: PeopleFile, calendars: ReadonlyMap<string, OnCallCalendar>): People {
  return {
    people: mapped(file.people, (person, name) => personOf(name, person, file.defaults)),
    teams: mapped(file.teams, (members) => [...new Set(members)]),
    onCall: mapped(file.on_call, (schedule, name): OnCallSchedule => {
      const timeZone = zoneOf(file, schedule)
      return {
        name,
        timeZone,
        rotations: [...(schedule.rotation ? [schedule.rotation] : []), ...(schedule.rotations ?? [])].map(rotationOf),
        overrides: schedule.overrides.map(({ person, from, to }) => ({
          person,
          from: momentIn(timeZone, from),
          to: momentIn(timeZone, to),
        })),
        calendar: calendars.get(name),
      }
    }),
  }
}

function mapped<T, R>(record: Readonly<Record<string, T>>, to: (value: T, name: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, to(value, name)]))
}

function personOf(name: string, person: PeopleFile['people'][string], defaults: PeopleFile['defaults']): Person {
  const kinds = Object.keys(ADDRESS_FIELDS) as PersonAddressKind[]
  return {
    name,
    displayName: person.display_name ?? name,
    addresses: Object.fromEntries(kinds.flatMap((kind) => (person[kind] === undefined ? [] : [[kind, person[kind]]]))),
    language: person.language ?? defaults.language ?? 'en',
    timeZone: person.timezone ?? defaults.timezone ?? 'UTC',
    quietHours: person.quiet_hours ?? defaults.quiet_hours,
  }
}

function rotationOf(rotation: NonNullable<ScheduleFile['rotation']>): Rotation {
  const days = (range: NumberRange): number[] =>
    Array.from({ length: range.to - range.from + 1 }, (_, at) => range.from + at)
  return {
    people: rotation.people,
    startsAtLocal: rotation.starts,
    everyDays: rotation.every,
    hours: rotation.hours,
    weekdays: [...new Set((rotation.weekdays ?? []).flatMap(days))].toSorted((a, b) => a - b),
  }
}
