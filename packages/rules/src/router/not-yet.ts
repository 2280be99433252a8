/** Fields that Alertmanager (or our own plan) knows and this router does not yet: refused by name, never ignored. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { isRecord } from '../raw.ts'

const TOP = ['templates', 'tracing', 'escalation_policies', 'people']
const RECEIVER = ['labels']

/** Prefixes of Alertmanager's documented global settings, all but `resolve_timeout`. */
const GLOBAL =
  /^(smtp|slack|victorops|pagerduty|opsgenie|wechat|telegram|webex|jira|rocketchat|mattermost|incidentio)_|^http_config$/

/** The problems, and the value without the fields they name, so that a schema does not report them a second time. */
export function takeNotYet(source: Source, value: unknown): { problems: Problem[]; rest: unknown } {
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
  const top = take(value, [], (key) => TOP.includes(key))
  if (!isRecord(top)) return { problems, rest: top }
  const rest: Record<string, unknown> = { ...top }
  if ('global' in top) rest['global'] = take(top['global'], ['global'], (key) => GLOBAL.test(key))
  if (Array.isArray(top['receivers'])) {
    rest['receivers'] = top['receivers'].map((receiver, index) =>
      take(receiver, ['receivers', index], (key) => RECEIVER.includes(key)),
    )
  }
  return { problems, rest }
}
