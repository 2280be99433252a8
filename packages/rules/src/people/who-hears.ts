/** From names to those who hear it now. Pure. */
import type { CalendarShift, People, Person } from '../types.ts'
import { TEAM } from './names.ts'
import { onCallAt } from './on-call.ts'
import { quietUntil } from './quiet.ts'

export interface HearingContext {
  /** Values of the alerts' label `team`: what the name `team` stands for. */
  readonly teams: readonly string[]
  /** Of the alerts that fire. */
  readonly severities: readonly string[]
  readonly now: number
  /** What the calendars of on-call schedules say, by name of the schedule. */
  readonly calendars: Calendars
}

export type Calendars = ReadonlyMap<string, readonly CalendarShift[]>

interface Named {
  /** Names that people.yml does not have (any more). */
  readonly unknown: readonly string[]
  /** On-call schedules that were named and have nobody at this time. */
  readonly uncovered: readonly string[]
  /** Left out, because it is night for them. */
  readonly quiet: readonly { readonly person: Person; readonly until: number }[]
  /** All that differs from "these names, all of them": for the record. Empty where nothing does. */
  readonly reason: string
}

export type Hearing =
  /** May be empty: then it is for nobody in particular, and the configured recipients hear it. */
  | (Named & { readonly kind: 'now'; readonly people: readonly Person[] })
  /** All of them are in their quiet hours; the first is back then. `people` are those that are waited for. */
  | (Named & { readonly kind: 'held'; readonly until: number; readonly people: readonly Person[] })

/**
 * People, teams and on-call schedules by name. Somebody in quiet hours is left out as long as somebody else remains; if nobody
 * does, all is held until the first of them is back. What is critical is never held, and who is on call, by any schedule, is never left out.
 */
export function whoHears(people: People, names: readonly string[], context: HearingContext): Hearing {
  const { now, calendars, severities } = context
  const onDuty = (schedule: string): readonly string[] => {
    const known = Object.hasOwn(people.onCall, schedule) ? people.onCall[schedule] : undefined
    return known ? onCallAt(known, calendars.get(schedule) ?? [], now).people : []
  }
  const found = resolve(people, names, context.teams, onDuty)
  const duty = new Set(Object.keys(people.onCall).flatMap(onDuty))
  const quiet = found.people.flatMap((person) => {
    const heard = ['critical', ...(person.quietHours?.except ?? [])]
    if (duty.has(person.name) || severities.some((severity) => heard.includes(severity))) return []
    const until = quietUntil(person, now)
    return until === undefined ? [] : [{ person, until }]
  })
  const left = new Set(quiet.map(({ person }) => person.name))
  const awake = found.people.filter(({ name }) => !left.has(name))
  const named = { unknown: found.unknown, uncovered: found.uncovered, quiet }
  if (quiet.length === 0 || awake.length > 0) {
    return { kind: 'now', people: awake, ...named, reason: reasonOf(named, undefined) }
  }
  const until = Math.min(...quiet.map((one) => one.until))
  return { kind: 'held', until, people: found.people, ...named, reason: reasonOf(named, until) }
}

function resolve(
  people: People,
  names: readonly string[],
  teams: readonly string[],
  onDuty: (schedule: string) => readonly string[],
) {
  const unknown = new Set<string>()
  const uncovered = new Set<string>()
  const persons = new Set<string>()
  const add = (name: string): void => {
    if (Object.hasOwn(people.people, name)) persons.add(name)
    else if (Object.hasOwn(people.teams, name)) for (const member of people.teams[name] ?? []) add(member)
    else if (Object.hasOwn(people.onCall, name)) {
      const duty = onDuty(name)
      if (duty.length === 0) uncovered.add(name)
      for (const person of duty) add(person)
    } else unknown.add(name)
  }
  // A team label whose team nobody wrote down is no mistake of a name: not every label value is a team of people.
  const ofLabels = teams.filter((team) => Object.hasOwn(people.teams, team))
  for (const name of new Set(names.flatMap((one) => (one === TEAM ? ofLabels : [one])))) add(name)
  return {
    unknown: [...unknown],
    uncovered: [...uncovered],
    people: [...persons].flatMap((name) => people.people[name] ?? []),
  }
}

function reasonOf({ unknown, uncovered, quiet }: Omit<Named, 'reason'>, heldUntil: number | undefined): string {
  const list = (names: readonly string[]): string => names.join(', ')
  const hours = quiet.map(({ person, until }) => `${person.name} until ${new Date(until).toISOString()}`)
  const parts = [
    unknown.length > 0 ? `not in people.yml: ${list(unknown)}` : '',
    uncovered.length > 0 ? `nobody is on call: ${list(uncovered)}` : '',
    quiet.length === 0 ? '' : `quiet hours: ${list(hours)}`,
    heldUntil === undefined ? '' : `nobody else remains, so it waits until ${new Date(heldUntil).toISOString()}`,
  ]
  return parts.filter((part) => part !== '').join('; ')
}
