/** `tocsin why` as text. Pure: the router's answer in, lines out. */
import type { AlertWhy, DeliveryView, GroupWhy, RouteWhy, WhyAnswer } from './contract.ts'
import { clock, labelsText, plain, span } from './words.ts'

export interface Reader {
  /** In which times are written. */
  readonly timeZone: string
  readonly now: number
}

export function whyLines(answer: WhyAnswer, reader: Reader): string[] {
  const { alerts, more, at, present, asked, wouldGo } = answer
  const moment = present ? '' : ` at ${clock(at, reader.timeZone)}`
  const lines = alerts.flatMap((alert, index) => [...(index > 0 ? [''] : []), ...alertLines(alert, answer, reader)])
  if (alerts.length > 0) return more > 0 ? [...lines, '', `… and ${more} more: ask for fewer with more labels`] : lines
  if (!wouldGo) return [`Nothing on record${moment} matches ${plain(asked)}.`]
  return [
    `No such alert on record${moment}. With the routes in force, ${plain(asked)} would go to:`,
    ...wouldGo.flatMap((route) => routeLines(route)),
  ]
}

/** Where labels would go. */
export function routeLines(route: RouteWhy): string[] {
  const { receiver, routeKey, groupKey, groupWaitMs, groupIntervalMs, repeatIntervalMs, mutedBy } = route
  return [
    `  ${receiver}`,
    `    route   ${plain(routeKey)}`,
    `    group   ${plain(groupKey)}`,
    `    timing  first after ${span(groupWaitMs)}, then news each ${span(groupIntervalMs)}, repeated after ${span(repeatIntervalMs)}`,
    ...mutedBy.map(({ interval, why }) => `    muted   ${timeText(interval, why)}`),
  ]
}

function alertLines(alert: AlertWhy, { at, present }: WhyAnswer, reader: Reader): string[] {
  const { labels, state, startsAt, changedAt, groups, deliveries } = alert
  const since =
    state === 'firing'
      ? `firing since ${clock(startsAt, reader.timeZone)} (${span((present ? reader.now : at) - startsAt)})`
      : `${state === 'resolved' ? 'resolved' : 'ended: not reported again'} at ${clock(changedAt, reader.timeZone)}`
  return [
    plain(labelsText(labels)),
    `  ${since}`,
    ...(groups.length === 0 ? ['  in no group: it was over before anybody was to be told'] : []),
    ...groups.flatMap((group) => groupLines(group, reader)),
    ...(deliveries.length > 0 ? ['  deliveries'] : []),
    ...deliveries.flatMap((delivery) => deliveryLines(delivery, reader)),
  ]
}

function groupLines(
  { receiver, groupKey, decision, words = [], nextLookAt }: GroupWhy,
  { timeZone }: Reader,
): string[] {
  const next = nextLookAt === undefined ? '' : clock(nextLookAt, timeZone)
  const head = [`  → ${receiver}`, `      group     ${plain(groupKey)}`]
  if (!decision) return [...head, `      undecided, the first look is ${next === '' ? 'still to come' : `at ${next}`}`]
  const { at, reason, silencedBy, inhibitedBy, mutedBy, integrations } = decision
  return [
    ...head,
    `      decided   ${clock(at, timeZone)}  ${reason}`,
    ...silencedBy.map(
      ({ id, comment, createdBy, endsAt }) =>
        `      silenced  by ${plain(createdBy)} until ${clock(endsAt, timeZone)}: ${plain(comment)} (${id})`,
    ),
    ...inhibitedBy.map(
      ({ fingerprint, labels, rule }) =>
        `      inhibited by ${labels ? plain(labelsText(labels)) : fingerprint}, ${plain(rule)}`,
    ),
    ...mutedBy.map(({ interval, why }) => `      muted     ${timeText(interval, why)}`),
    ...integrations.map(({ target, reason: its }) => `      ${plain(target)}: ${its}`),
    ...words.map((word) => `      ${wordText(word)}  ${clock(word.at, timeZone)}`),
    ...(next === '' ? [] : [`      next look ${next}`]),
  ]
}

function wordText({ kind, by, via }: NonNullable<GroupWhy['words']>[number]): string {
  const via_ = via === '' ? '' : ` (${via})`
  return kind === 'lapsed' ? `lapsed    of ${plain(by)}` : `${kind} by ${plain(by)}${via_}`
}

function timeText(interval: string, why: 'mute' | 'not-active'): string {
  return why === 'mute' ? `by the time interval ${plain(interval)}` : `outside of the active time ${plain(interval)}`
}

const STATES: Readonly<Record<DeliveryView['state'], string>> = {
  waiting: 'waiting',
  sending: 'no answer yet',
  retrying: 'will be tried again',
  sent: 'accepted',
  rejected: 'refused for good',
  superseded: 'replaced by newer news before it was sent',
}

function deliveryLines(delivery: DeliveryView, { timeZone }: Reader): string[] {
  const { decidedAt, target, status, reason, state, dueAt, held, attempts } = delivery
  const due = dueAt !== undefined && state === 'retrying' ? ` at ${clock(dueAt, timeZone)}` : ''
  return [
    `    ${clock(decidedAt, timeZone)}  ${plain(target)}  ${status}, ${reason}: ${STATES[state]}${due}`,
    ...(held
      ? [`      waited from ${clock(held.at, timeZone)} until ${clock(held.until, timeZone)}: ${plain(held.reason)}`]
      : []),
    ...attempts.map(
      ({ n, startedAt, finishedAt, outcome, code, reason: said }) =>
        `      ${n}. ${clock(startedAt, timeZone)}  ${outcome}${code ? ` ${plain(code)}` : ''}${
          finishedAt === undefined ? '' : ` after ${span(finishedAt - startedAt)}`
        }${said ? `: ${plain(said)}` : ''}`,
    ),
  ]
}
