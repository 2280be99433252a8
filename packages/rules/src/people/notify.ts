import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'
import type { PeopleBeside } from './beside.ts'
import { isKnownName } from './names.ts'

/** Every `notify` of router.yml, of a receiver or of a step of an escalation policy, against people.yml; on the raw value. */
export function notifyProblems(
  source: Source,
  file: Readonly<Record<string, unknown>>,
  { people, where }: Pick<PeopleBeside, 'people' | 'where'>,
): Problem[] {
  if (!people) return []
  return [...inside(file['receivers'], ['receivers']), ...inside(file['escalation_policies'], ['escalation_policies'])]
    .filter(({ name }) => !isKnownName(people, name))
    .map(({ name, path }) => source.problemAt(path, `nobody is called "${name}"; ${where}`))
}

interface Named {
  readonly name: string
  readonly path: Path
}

/** The lists called `notify` at any depth, except in what belongs to a channel. */
function inside(value: unknown, path: Path): Named[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => inside(item, [...path, at]))
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, item]): Named[] => {
    if (key.endsWith('_configs')) return []
    if (key !== 'notify') return inside(item, [...path, key])
    return listOf(item).flatMap((name, at) => (typeof name === 'string' ? [{ name, path: [...path, key, at] }] : []))
  })
}
