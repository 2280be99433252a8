/** Checks between the parts of router.yml, on the raw value, so that they are told together with the schema's findings. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'

/** Messages follow Alertmanager's where it has them. Source: `config/config.go`. */
export function crossProblems(source: Source, file: Readonly<Record<string, unknown>>): Problem[] {
  const names = listOf(file['receivers']).flatMap((receiver) =>
    isRecord(receiver) && typeof receiver['name'] === 'string' ? [receiver['name']] : [],
  )
  const known = names.length > 0 ? `defined: ${names.join(', ')}` : 'none are defined'
  const problems = [
    ...rootProblems(source, file['route']),
    ...routeProblems(source, file['route'], ['route'], names, known),
  ]

  const tiers = isRecord(file['tiers']) ? file['tiers'] : {}
  for (const [tier, value] of Object.entries(tiers)) {
    const receiver = isRecord(value) ? value['receiver'] : undefined
    if (tier === '') problems.push(source.problemAt(['tiers', tier], 'a tier needs a name', { atKey: true }))
    if (typeof receiver === 'string' && !names.includes(receiver)) {
      problems.push(
        source.problemAt(
          ['tiers', tier, 'receiver'],
          `undefined receiver "${receiver}" used in tier "${tier}"; ${known}`,
        ),
      )
    }
  }
  const severities = isRecord(file['tier_of_severity']) ? file['tier_of_severity'] : {}
  for (const [severity, tier] of Object.entries(severities)) {
    if (typeof tier === 'string' && !Object.hasOwn(tiers, tier)) {
      const defined = Object.keys(tiers).join(', ') || 'none'
      problems.push(
        source.problemAt(['tier_of_severity', severity], `undefined tier "${tier}"; tiers in this file: ${defined}`),
      )
    }
  }
  return problems
}

/** Names of the receivers that a route or a tier leads to. */
export function usedReceivers(file: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const inRoute = (route: unknown): unknown[] =>
    isRecord(route) ? [route['receiver'], ...listOf(route['routes']).flatMap(inRoute)] : []
  const tiers = isRecord(file['tiers']) ? Object.values(file['tiers']) : []
  const names = [...inRoute(file['route']), ...tiers.map((tier) => (isRecord(tier) ? tier['receiver'] : undefined))]
  return new Set(names.filter((name) => typeof name === 'string'))
}

function rootProblems(source: Source, route: unknown): Problem[] {
  if (!isRecord(route)) return []
  const problems: Problem[] = []
  if (route['receiver'] === undefined || route['receiver'] === null || route['receiver'] === '') {
    problems.push(source.problemAt(['route'], 'root route must specify a default receiver'))
  }
  for (const key of ['matchers', 'match', 'match_re']) {
    const value = route[key]
    const empty = value === undefined || value === null || Object.keys(value).length === 0
    if (!empty)
      problems.push(source.problemAt(['route', key], 'root route must not have any matchers', { atKey: true }))
  }
  if (route['continue'] === true) {
    problems.push(source.problemAt(['route', 'continue'], 'cannot have continue in root route', { atKey: true }))
  }
  return problems
}

function routeProblems(source: Source, route: unknown, path: Path, names: readonly string[], known: string): Problem[] {
  if (!isRecord(route)) return []
  const receiver = route['receiver']
  const own =
    typeof receiver === 'string' && receiver !== '' && !names.includes(receiver)
      ? [source.problemAt([...path, 'receiver'], `undefined receiver "${receiver}" used in route; ${known}`)]
      : []
  return [
    ...own,
    ...listOf(route['routes']).flatMap((child, index) =>
      routeProblems(source, child, [...path, 'routes', index], names, known),
    ),
  ]
}
