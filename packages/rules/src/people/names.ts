/** The one space of names of people.yml. */
import type { People } from '../types.ts'

/** In a `notify`: the team that the alert's label of this name says. */
export const TEAM = 'team'

/** Whether a `notify` may name it. */
export function isKnownName(people: People, name: string): boolean {
  return name === TEAM || [people.people, people.teams, people.onCall].some((part) => Object.hasOwn(part, name))
}
