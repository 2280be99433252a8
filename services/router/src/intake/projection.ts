/**
 * The configuration in force as a file of Alertmanager's own, for `config.original` of `GET /api/v2/status`: amtool, Grafana
 * and karma read it. Own channels show as webhooks; no address and no secret takes part. Pure.
 *
 * Left out is what older Alertmanagers (0.25 is in use) refuse as unknown fields: labels of routes, names of inhibition rules.
 */
import { formatDuration } from '@tocsin/kit'
import {
  type InhibitRule,
  type Matcher,
  type NumberRange,
  printMatcher,
  type RouteNode,
  type TimeInterval,
} from '@tocsin/rules'
import type { LiveConfig } from '../loop/live-config.ts'

/** Stands for every address: older amtools refuse a URL without a scheme, so it cannot be `<secret>`. */
const HIDDEN_URL = 'http://hidden.invalid/'

/** YAML, ending in a line break. */
export function projectConfig({ router, receivers }: Pick<LiveConfig, 'router' | 'receivers'>): string {
  const projected = {
    global: { resolve_timeout: formatDuration(router.resolveTimeoutMs) },
    route: projectRoute(router.route),
    ...filled('inhibit_rules', router.inhibitRules.map(projectInhibitRule)),
    receivers: [...receivers].map(([name, integrations]) => ({
      name,
      ...filled(
        'webhook_configs',
        integrations.map(() => ({ url: HIDDEN_URL })),
      ),
    })),
    ...filled(
      'time_intervals',
      Object.entries(router.timeIntervals).map(([name, intervals]) => ({
        name,
        time_intervals: intervals.map(projectInterval),
      })),
    ),
  }
  // JSON is YAML.
  return `${JSON.stringify(projected, null, 2)}\n`
}

/** The field, unless its list is empty. */
function filled<T>(field: string, list: readonly T[]): Readonly<Record<string, readonly T[]>> {
  return list.length > 0 ? { [field]: list } : {}
}

function projectRoute(route: RouteNode): unknown {
  return {
    receiver: route.receiver,
    group_by: route.groupBy === 'all' ? ['...'] : route.groupBy,
    ...filled('matchers', lines(route.matchers)),
    ...(route.continue ? { continue: true } : {}),
    group_wait: formatDuration(route.groupWaitMs),
    group_interval: formatDuration(route.groupIntervalMs),
    repeat_interval: formatDuration(route.repeatIntervalMs),
    ...filled('mute_time_intervals', route.muteTimeIntervals),
    ...filled('active_time_intervals', route.activeTimeIntervals),
    ...filled('routes', route.routes.map(projectRoute)),
  }
}

function projectInhibitRule({ source, target, equal }: InhibitRule): unknown {
  return {
    ...filled('source_matchers', lines(source)),
    ...filled('target_matchers', lines(target)),
    ...filled('equal', equal),
  }
}

/** In braces: the classic parser would take a brace at the end of a value for the list's own. */
function lines(matchers: readonly Matcher[]): string[] {
  return matchers.map((matcher) => `{${printMatcher(matcher)}}`)
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function projectInterval(interval: TimeInterval): unknown {
  const range = ({ from, to }: NumberRange, name: (value: number) => string = String): string =>
    from === to ? name(from) : `${name(from)}:${name(to)}`
  return {
    ...filled(
      'times',
      interval.times.map(({ from, to }) => ({ start_time: clock(from), end_time: clock(to) })),
    ),
    ...filled(
      'weekdays',
      interval.weekdays.map((days) => range(days, (day) => WEEKDAYS[day] ?? String(day))),
    ),
    ...filled(
      'days_of_month',
      interval.daysOfMonth.map((days) => range(days)),
    ),
    ...filled(
      'months',
      interval.months.map((months) => range(months)),
    ),
    ...filled(
      'years',
      interval.years.map((years) => range(years)),
    ),
    location: interval.location,
  }
}

/** Minutes of the day as `HH:MM`. */
function clock(minutes: number): string {
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}
