/**
 * An iCalendar text as shifts: who is on call, from when, until when. Source: RFC 5545. Pure.
 * An event names people by the e-mail addresses of its attendees, else by a summary that is somebody's name.
 */
import ICAL from 'ical.js'
import { momentOfLocal } from '../routing/zone.ts'
import type { CalendarShift, People, Person } from '../types.ts'

export interface CalendarWindow {
  readonly from: number
  readonly to: number
  /** Where an event names no zone of its own. */
  readonly timeZone: string
}

export interface CalendarRead {
  readonly shifts: readonly CalendarShift[]
  /** What could not be taken, for the operator; empty where all was. */
  readonly notes: readonly string[]
}

export type ParsedCalendar = ({ readonly ok: true } & CalendarRead) | { readonly ok: false; readonly message: string }

/** A rule that repeats each second would never end; a daily one gets 40 years. */
const MAX_STEPS_PER_EVENT = 15_000
const MAX_STEPS = 60_000
const MAX_NAMED = 3

export function readCalendar(text: string, people: People, window: CalendarWindow): ParsedCalendar {
  let calendars: ICAL.Component[]
  try {
    const parsed: unknown = ICAL.parse(text)
    // More than one calendar in one text comes as a list of them.
    const list = Array.isArray(parsed) && Array.isArray(parsed[0]) ? (parsed as unknown[]) : [parsed]
    calendars = list.map((one) => new ICAL.Component(one as unknown[]))
  } catch {
    return { ok: false, message: 'it is no iCalendar text (RFC 5545)' }
  }
  if (calendars.some(({ name }) => name !== 'vcalendar')) {
    return { ok: false, message: 'it is no iCalendar text (RFC 5545): there is no VCALENDAR' }
  }
  const whom = createLookup(people)
  const shifts: CalendarShift[] = []
  const nobody = new Set<string>()
  const broken: string[] = []
  let steps = MAX_STEPS
  const events = calendars.flatMap((calendar) => calendar.getAllSubcomponents('vevent'))
  // What takes the place of one occurrence, by its event; ical.js alone would take those of every event of the calendar.
  const exceptions = Map.groupBy(
    events.filter((event) => event.hasProperty('recurrence-id')),
    (event) => textOf(event, 'uid'),
  )
  for (const event of events) {
    if (event.hasProperty('recurrence-id') || textOf(event, 'status') === 'CANCELLED') continue
    const summary = textOf(event, 'summary')
    try {
      const found = occurrences(
        event,
        exceptions.get(textOf(event, 'uid')) ?? [],
        window,
        Math.min(steps, MAX_STEPS_PER_EVENT),
      )
      steps -= found.steps
      if (found.cut) broken.push(`"${summary}" repeats too often to be followed to its end`)
      for (const { item, from, to } of found.occurrences) {
        if (textOf(item, 'status') === 'CANCELLED') continue
        const named = whom(item)
        if (named.length > 0) shifts.push({ people: named, from, to })
        else nobody.add(textOf(item, 'summary'))
      }
    } catch {
      broken.push(`"${summary}" cannot be read`)
    }
  }
  shifts.sort((a, b) => a.from - b.from || a.to - b.to)
  return { ok: true, shifts, notes: [...broken.slice(0, MAX_NAMED), ...nobodyNote([...nobody])] }
}

function nobodyNote(summaries: readonly string[]): string[] {
  if (summaries.length === 0) return []
  const more = summaries.length > MAX_NAMED ? ` and ${summaries.length - MAX_NAMED} more` : ''
  const named = summaries.slice(0, MAX_NAMED).map((summary) => `"${summary}"`)
  return [`no attendee or summary is somebody of people.yml: ${named.join(', ')}${more}`]
}

function textOf(component: ICAL.Component, property: string): string {
  const value: unknown = component.getFirstPropertyValue(property)
  return typeof value === 'string' ? value.trim() : ''
}

/** Whoever an event names; those who declined are not coming. */
function createLookup({ people }: People): (event: ICAL.Component) => readonly string[] {
  const all = Object.values(people)
  const byEmail = Map.groupBy(all, ({ addresses }) => addresses.email ?? '')
  const called = (person: Person, name: string): boolean =>
    [person.name, person.displayName].some((one) => one.toLowerCase() === name.toLowerCase())
  return (event) => {
    const attendees = event.getAllProperties('attendee').flatMap((property) => {
      const declined = String(property.getParameter('partstat') ?? '').toUpperCase() === 'DECLINED'
      const address = String(property.getFirstValue() ?? '').replace(/^mailto:/i, '')
      return declined || address === '' ? [] : (byEmail.get(address.toLowerCase()) ?? [])
    })
    const summary = textOf(event, 'summary')
    const found = attendees.length > 0 ? attendees : all.filter((person) => called(person, summary))
    return [...new Set(found.map(({ name }) => name))]
  }
}

interface Occurrence {
  /** The event itself, or the one that takes the place of this occurrence. */
  readonly item: ICAL.Component
  readonly from: number
  readonly to: number
}

/** Those that reach into the window. `steps`: how many were looked at. */
function occurrences(
  component: ICAL.Component,
  exceptions: ICAL.Component[],
  window: CalendarWindow,
  maxSteps: number,
): { readonly occurrences: readonly Occurrence[]; readonly steps: number; readonly cut: boolean } {
  const event = new ICAL.Event(component, { exceptions })
  const inside = (one: Occurrence): boolean => one.from < window.to && one.to > window.from && one.from < one.to
  if (!event.isRecurring()) {
    const only = occurrenceOf(event, event.startDate, event.endDate, window)
    return { occurrences: [only].filter(inside), steps: 1, cut: false }
  }
  const found: Occurrence[] = []
  const zone = zoneOf(component, 'dtstart')
  const iterator = event.iterator()
  // An exception may be moved far from its place, so the walk goes a little further than the window.
  const last = window.to + 31 * 86_400_000
  for (let steps = 0; steps < maxSteps; steps++) {
    const next = iterator.next()
    if (!next || momentOf(next, zone, window.timeZone) > last) {
      return { occurrences: found.filter(inside), steps, cut: false }
    }
    const { item, startDate, endDate } = event.getOccurrenceDetails(next)
    found.push(occurrenceOf(item, startDate, endDate, window))
    if (found.length > maxSteps / 10) found.splice(0, found.length, ...found.filter(inside))
  }
  return { occurrences: found.filter(inside), steps: maxSteps, cut: true }
}

function occurrenceOf(item: ICAL.Event, start: ICAL.Time, end: ICAL.Time, { timeZone }: CalendarWindow): Occurrence {
  const zone = zoneOf(item.component, 'dtstart')
  // The end of an occurrence is reckoned from its start; only an event that happens once has an end in a zone of its own.
  const endZone = item.isRecurring() ? zone : (zoneOf(item.component, 'dtend') ?? zone)
  return {
    item: item.component,
    from: momentOf(start, zone, timeZone),
    to: momentOf(end, endZone, timeZone),
  }
}

/** The name that a property gives; what it means may stand in the calendar, or nowhere. */
function zoneOf(component: ICAL.Component, property: string): string | undefined {
  const tzid: unknown = component.getFirstProperty(property)?.getParameter('tzid')
  return typeof tzid === 'string' ? tzid : undefined
}

/**
 * Zones that the platform knows by name go before the calendar's own definition, which often ends years ago; a time without
 * any, and a whole day, are those of the schedule.
 */
function momentOf(time: ICAL.Time, zone: string | undefined, scheduleZone: string): number {
  const local = Date.UTC(time.year, time.month - 1, time.day, time.hour, time.minute, time.second)
  if (time.isDate) return momentOfLocal(scheduleZone, local)
  if (time.zone?.tzid === 'UTC') return local
  if (zone !== undefined && isZone(zone)) return momentOfLocal(zone, local)
  return time.zone && time.zone.tzid !== 'floating' ? time.toUnixTime() * 1000 : momentOfLocal(scheduleZone, local)
}

const zones = new Map<string, boolean>()

function isZone(name: string): boolean {
  const known = zones.get(name)
  if (known !== undefined) return known
  let found = true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    found = false
  }
  if (zones.size > 100) zones.clear()
  zones.set(name, found)
  return found
}
