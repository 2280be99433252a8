/** Fields that Alertmanager (or our own plan) knows and this router does not yet: refused by name, never ignored. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord } from '../raw.ts'

const TOP = [
  'inhibit_rules',
  'time_intervals',
  'mute_time_intervals',
  'templates',
  'tracing',
  'escalation_policies',
  'people',
]
const ROUTE = ['mute_time_intervals', 'active_time_intervals', 'labels']
const RECEIVER = ['labels']

/** Prefixes of Alertmanager's documented global settings, all but `resolve_timeout`. */
const GLOBAL =
  /^(smtp|slack|victorops|pagerduty|opsgenie|wechat|telegram|webex|jira|rocketchat|mattermost|incidentio)_|^http_config$/

/** The problems, and the value without the fields they name, so that a schema does not report them a second time. */
export function takeNotYet(source: Source): { problems: Problem[]; rest: unknown } {
  const problems: Problem[] = []
  const take = (value: unknown, path: Path, known: (key: string) => boolean): unknown => {
    if (!isRecord(value)) return value
    return Object.fromEntries(
      Object.entries(value).filter(([key]) => {
        if (!known(key)) return true
        problems.push(source.problemAt([...path, key], `"${key}" is not supported yet`, { atKey: true }))
        return false
      }),
    )
  }
  const takeRoute = (value: unknown, path: Path): unknown => {
    const route = take(value, path, (key) => ROUTE.includes(key))
    if (!isRecord(route) || !Array.isArray(route['routes'])) return route
    return { ...route, routes: route['routes'].map((child, index) => takeRoute(child, [...path, 'routes', index])) }
  }
  const top = take(source.value, [], (key) => TOP.includes(key))
  if (!isRecord(top)) return { problems, rest: top }
  const rest: Record<string, unknown> = { ...top }
  if ('global' in top) rest['global'] = take(top['global'], ['global'], (key) => GLOBAL.test(key))
  if ('route' in top) rest['route'] = takeRoute(top['route'], ['route'])
  if (Array.isArray(top['receivers'])) {
    rest['receivers'] = top['receivers'].map((receiver, index) =>
      take(receiver, ['receivers', index], (key) => RECEIVER.includes(key)),
    )
  }
  return { problems, rest }
}
