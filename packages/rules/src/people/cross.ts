/** Checks between the parts of people.yml, on the raw value, so that they are told together with the schema's findings. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'
import { nameProblem } from './fields.ts'

const PARTS = { people: 'person', teams: 'team', on_call: 'on-call schedule' } as const

type Part = keyof typeof PARTS

export function crossProblems(source: Source, file: Readonly<Record<string, unknown>>): Problem[] {
  const part = (name: Part): Readonly<Record<string, unknown>> => {
    const value = file[name]
    return isRecord(value) ? value : {}
  }
  const people = Object.keys(part('people'))
  const schedules = Object.keys(part('on_call'))
  const known = { person: people, member: [...people, ...schedules] }
  const unknown = (path: Path, name: unknown, what: keyof typeof known): Problem[] => {
    if (typeof name !== 'string' || known[what].includes(name)) return []
    const there = known[what].length > 0 ? `there are: ${known[what].join(', ')}` : 'there is nobody yet'
    const kinds = what === 'person' ? 'one of the people' : 'one of the people or on-call schedules'
    return [source.problemAt(path, `"${name}" is not ${kinds} of this file; ${there}`)]
  }
  const inTeams = Object.entries(part('teams')).flatMap(([team, members]) =>
    listOf(members).flatMap((name, at) => unknown(['teams', team, at], name, 'member')),
  )
  const inSchedules = Object.entries(part('on_call')).flatMap(([name, schedule]) => {
    if (!isRecord(schedule)) return []
    const path = ['on_call', name]
    const ofRotation = (rotation: unknown, at: Path): Problem[] =>
      (isRecord(rotation) ? listOf(rotation['people']) : []).flatMap((person, index) =>
        unknown([...at, 'people', index], person, 'person'),
      )
    return [
      ...ofRotation(schedule['rotation'], [...path, 'rotation']),
      ...listOf(schedule['rotations']).flatMap((one, at) => ofRotation(one, [...path, 'rotations', at])),
      ...listOf(schedule['overrides']).flatMap((one, at) =>
        isRecord(one) ? unknown([...path, 'overrides', at, 'person'], one['person'], 'person') : [],
      ),
    ]
  })
  return [...nameProblems(source, part), ...inTeams, ...inSchedules]
}

/** `notify` knows one space of names, so each is there once. */
function nameProblems(source: Source, part: (name: Part) => Readonly<Record<string, unknown>>): Problem[] {
  const seen = new Map<string, string>()
  return (Object.keys(PARTS) as Part[]).flatMap((key) =>
    Object.keys(part(key)).flatMap((name) => {
      const first = seen.get(name)
      if (first === undefined) seen.set(name, PARTS[key])
      const wrong =
        nameProblem(name) ??
        (first && `"${name}" is the name of a ${first} already; names of all three kinds are one space`)
      return wrong === undefined ? [] : [source.problemAt([key, name], wrong, { atKey: true })]
    }),
  )
}
