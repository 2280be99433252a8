import type { People } from '../types.ts'

/** Where there is no people.yml. */
export const NOBODY: People = { people: {}, teams: {}, onCall: {} }
