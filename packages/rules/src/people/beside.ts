/** The file with the people lies beside router.yml, and is read with it. */
import { dirname, join } from 'node:path'
import type { Problem } from '@tocsin/kit'
import type { Env } from '../router/env.ts'
import type { RouterFiles } from '../router/files.ts'
import type { People } from '../types.ts'
import { NOBODY } from './nobody.ts'
import { parsePeople } from './parse.ts'

export const PEOPLE_FILE = 'people.yml'

export interface PeopleBeside {
  /** Undefined where it is not known who there is: nothing was read, or the file has problems. */
  readonly people: People | undefined
  /** What to say of a name that is not there. */
  readonly where: string
  readonly problems: readonly Problem[]
}

/** `routerFile` is the configuration file's name, as problems have it. */
export function readPeopleBeside(
  routerFile: string,
  options: { readonly env: Env; readonly requireEnv: boolean; readonly files: RouterFiles | undefined },
): PeopleBeside {
  const file = join(dirname(routerFile), PEOPLE_FILE)
  const read = options.files?.readText(PEOPLE_FILE)
  if (!read) return { people: undefined, where: '', problems: [] }
  if (!read.ok && read.missing)
    return { people: NOBODY, where: `there is no ${file} that says who it is`, problems: [] }
  if (!read.ok) {
    const message = `cannot be read: ${read.message}`
    return { people: undefined, where: '', problems: [{ file, line: 1, column: 1, path: '', message }] }
  }
  const parsed = parsePeople(read.text, { ...options, file })
  return parsed.ok
    ? { people: parsed.people, where: `${PEOPLE_FILE} has ${namesIn(parsed.people)}`, problems: [] }
    : { people: undefined, where: '', problems: parsed.problems }
}

function namesIn(people: People): string {
  const names = [people.people, people.teams, people.onCall].flatMap((part) => Object.keys(part))
  return names.length > 0 ? `${names.join(', ')}; "team" is the team of the alert's label` : 'nobody'
}
