/** Checks between the parts of router.yml, on the raw value, so that they are told together with the schema's findings. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord, listOf } from '../raw.ts'
import { climbingReceivers, escalationProblems } from './escalation.ts'
import { chainFrom, fallbackProblems, fallbacksIn } from './fallbacks.ts'
import { flag } from './fields.ts'

const INTERVAL_FIELDS = ['active_time_intervals', 'mute_time_intervals'] as const

/** Messages follow Alertmanager's where it has them. Source: `config/config.go`. */
export function crossProblems(source: Source, file: Readonly<Record<string, unknown>>): Problem[] {
  const names = listOf(file['receivers']).flatMap((receiver) =>
    isRecord(receiver) && typeof receiver['name'] === 'string' ? [receiver['name']] : [],
  )
  const known = names.length > 0 ? `defined: ${names.join(', ')}` : 'none are defined'
  const intervals = intervalNames(source, file)
  const defined: Defined = {
    receivers: names,
    knownReceivers: known,
    intervals: intervals.names,
    knownIntervals: intervals.names.length > 0 ? `defined: ${intervals.names.join(', ')}` : 'none are defined',
  }
  const problems = [
    ...rootProblems(source, file['route']),
    ...routeProblems(source, file['route'], ['route'], defined),
    ...intervals.problems,
    ...fallbackProblems(source, file, names),
    ...escalationProblems(source, file, names),
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

/** Names of the receivers that a step of an escalation policy addresses to people. */
export function addressedReceivers(file: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const steps = listOf(file['escalation_policies']).flatMap((policy) =>
    isRecord(policy) ? listOf(policy['steps']) : [],
  )
  return new Set(
    steps.flatMap((step) => {
      const names = isRecord(step) && listOf(step['notify']).length > 0 ? [step['receiver']] : []
      return names.filter((name) => typeof name === 'string')
    }),
  )
}

/** Names of the receivers that a route, a tier or a step of an escalation leads to, and of those that hear it instead of them. */
export function usedReceivers(file: Readonly<Record<string, unknown>>): ReadonlySet<string> {
  const inRoute = (route: unknown): unknown[] =>
    isRecord(route) ? [route['receiver'], ...listOf(route['routes']).flatMap(inRoute)] : []
  const tiers = isRecord(file['tiers']) ? Object.values(file['tiers']) : []
  const inTiers = tiers.map((tier) => (isRecord(tier) ? tier['receiver'] : undefined))
  const names = [...inRoute(file['route']), ...inTiers, ...climbingReceivers(file)]
  const fallbacks = fallbacksIn(file)
  return new Set(names.flatMap((name) => (typeof name === 'string' ? chainFrom(name, fallbacks) : [])))
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
  for (const [key, what] of [
    ['mute_time_intervals', 'mute'],
    ['active_time_intervals', 'active'],
  ] as const) {
    if (listOf(route[key]).length === 0) continue
    problems.push(
      source.problemAt(['route', key], `root route must not have any ${what} time intervals`, { atKey: true }),
    )
  }
  if (flag.safeParse(route['continue']).data === true) {
    problems.push(source.problemAt(['route', 'continue'], 'cannot have continue in root route', { atKey: true }))
  }
  return problems
}

interface Defined {
  readonly receivers: readonly string[]
  readonly knownReceivers: string
  readonly intervals: readonly string[]
  readonly knownIntervals: string
}

function routeProblems(source: Source, route: unknown, path: Path, defined: Defined): Problem[] {
  if (!isRecord(route)) return []
  const receiver = route['receiver']
  const own: Problem[] = []
  if (typeof receiver === 'string' && receiver !== '' && !defined.receivers.includes(receiver)) {
    const message = `undefined receiver "${receiver}" used in route; ${defined.knownReceivers}`
    own.push(source.problemAt([...path, 'receiver'], message))
  }
  for (const key of INTERVAL_FIELDS) {
    listOf(route[key]).forEach((name, index) => {
      if (typeof name !== 'string' || defined.intervals.includes(name)) return
      const message = `undefined time interval "${name}" used in route; ${defined.knownIntervals}`
      own.push(source.problemAt([...path, key, index], message))
    })
  }
  const children = listOf(route['routes'])
  return [...own, ...children.flatMap((child, at) => routeProblems(source, child, [...path, 'routes', at], defined))]
}

/** Names of both lists, the deprecated one first, and those that are there twice. */
function intervalNames(
  source: Source,
  file: Readonly<Record<string, unknown>>,
): { names: readonly string[]; problems: readonly Problem[] } {
  const names: string[] = []
  const problems: Problem[] = []
  for (const key of ['mute_time_intervals', 'time_intervals']) {
    const what = key === 'time_intervals' ? 'time interval' : 'mute time interval'
    listOf(file[key]).forEach((entry, index) => {
      const name = isRecord(entry) ? entry['name'] : undefined
      if (typeof name !== 'string') return
      if (!names.includes(name)) names.push(name)
      else problems.push(source.problemAt([key, index, 'name'], `${what} "${name}" is not unique`))
    })
  }
  return { names, problems }
}
