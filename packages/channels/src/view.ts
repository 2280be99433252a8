/** What a notification says, before any channel's markup: chosen here once, so that all channels name an alert alike. */
import type { AlertSnapshot, Evidence, Labels, Notification } from './contract.ts'
import { phrasesOf } from './text/phrases.ts'
import { linkTarget } from './text/text.ts'
import type { Language } from './text/time.ts'

export interface View {
  readonly status: 'firing' | 'resolved'
  readonly firing: readonly AlertSnapshot[]
  readonly resolved: readonly AlertSnapshot[]
  /** What the message is about: the firing ones while any fire, else the resolved ones. */
  readonly alerts: readonly AlertSnapshot[]
  /** Raw, as all values here: a channel neutralises. */
  readonly title: string
  /** What a message to try a receiver begins with; empty for all others. */
  readonly mark: string
  readonly severity: string
  readonly services: readonly string[]
  readonly routes: readonly string[]
  /** What all alerts share and nothing else here says, such as `instance=db-1`: where it is. */
  readonly labels: readonly string[]
  /** Absent where the alerts differ, as are `description` and the links. */
  readonly value: string | undefined
  readonly description: string | undefined
  readonly startsAt: number
  readonly endsAt: number | undefined
  readonly evidence: Evidence | undefined
  /** Those of the evidence, each with its address where it has one. */
  readonly traces: readonly Trace[]
  readonly links: readonly Link[]
}

interface Trace {
  readonly id: string
  readonly url: string | undefined
}

interface Link {
  /** `trace`: the first of `traces` that has an address. */
  readonly kind: 'runbook' | 'acknowledge' | 'silence' | 'alertPage' | 'dashboard' | 'graph' | 'logPage' | 'trace'
  readonly url: string
}

const SEVERITIES = ['critical', 'warning', 'info', 'none']

export function viewOf(notification: Notification, language: Language): View {
  const firing = notification.alerts.filter((alert) => alert.status === 'firing')
  const resolved = notification.alerts.filter((alert) => alert.status === 'resolved')
  const alerts = notification.status === 'firing' && firing.length > 0 ? firing : notification.alerts
  const shared = (name: string) => sharedText(alerts, (alert) => annotation(alert, name, language))
  const evidence = sumEvidence(alerts)
  const traces = tracesOf(alerts)
  const startsAt = Math.min(...alerts.map((alert) => alert.startsAt), notification.decidedAt)
  const endsAt = notification.status === 'resolved' ? endOf(notification) : undefined
  return {
    status: notification.status,
    firing,
    resolved,
    alerts,
    title: shared('summary') ?? fallbackTitle(notification, alerts),
    mark: notification.test ? phrasesOf(language).test : '',
    severity: worstSeverity(alerts),
    services: distinct(alerts, (alert) => label(alert, 'service') ?? label(alert, 'service_name')),
    routes: distinct(alerts, (alert) => label(alert, 'route')),
    labels: labelsOf(notification),
    value: shared('value'),
    description: shared('description'),
    startsAt,
    endsAt,
    evidence,
    traces,
    links: linksOf(notification, alerts, traces, { startsAt, endsAt }),
  }
}

/** `NAME_zh` or `NAME_en` goes before `NAME`, so that one rule can speak both languages. */
export function annotation(alert: AlertSnapshot, name: string, language: Language): string | undefined {
  return nonEmpty(own(alert.annotations, `${name}_${language}`)) ?? nonEmpty(own(alert.annotations, name))
}

/** What tells this alert from its siblings: `instance=db-1 pool=main`; the alert's summary or name where nothing does. */
export function distinguishing(alert: AlertSnapshot, notification: Notification, language: Language): string {
  const differing = Object.entries(alert.labels).filter(
    ([name, value]) => value !== '' && own(notification.commonLabels, name) !== value,
  )
  if (differing.length > 0) return differing.map(([name, value]) => `${name}=${value}`).join(' ')
  return annotation(alert, 'summary', language) ?? own(alert.labels, 'alertname') ?? alert.fingerprint
}

/** Said in words of their own, or of use to machines only. */
const SAID = [
  'alertname',
  'severity',
  'tier',
  'service',
  'service_name',
  'route',
  'alertgroup',
  'prometheus',
  'replica',
]

function labelsOf({ commonLabels }: Notification): string[] {
  const serviceSaid = nonEmpty(own(commonLabels, 'service') ?? own(commonLabels, 'service_name')) !== undefined
  return Object.entries(commonLabels)
    .filter(([name, value]) => value !== '' && !SAID.includes(name) && !(name === 'job' && serviceSaid))
    .map(([name, value]) => `${name}=${value}`)
}

/** With less, how long it lasts says nothing that the start does not. */
const LONG_MS = 600_000

/** How long it has been firing is news when it is told again, goes on to the next people, or is told late. */
export function lastingIsNews({ reason, decidedAt }: Notification, { startsAt }: Pick<View, 'startsAt'>): boolean {
  return reason !== 'first notification' || decidedAt - startsAt >= LONG_MS
}

function label(alert: AlertSnapshot, name: string): string | undefined {
  return nonEmpty(own(alert.labels, name))
}

function own(record: Labels, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text
}

function distinct(alerts: readonly AlertSnapshot[], pick: (alert: AlertSnapshot) => string | undefined): string[] {
  return [...new Set(alerts.map(pick))].filter((value) => value !== undefined)
}

function sharedText(alerts: readonly AlertSnapshot[], pick: (alert: AlertSnapshot) => string | undefined) {
  const [first, ...others] = alerts.map(pick)
  return others.every((other) => other === first) ? first : undefined
}

function fallbackTitle(notification: Notification, alerts: readonly AlertSnapshot[]): string {
  const name = sharedText(alerts, (alert) => label(alert, 'alertname'))
  if (name) return name
  const group = Object.entries(notification.groupLabels).flatMap(([key, value]) =>
    value === '' ? [] : [`${key}=${value}`],
  )
  return group.length > 0 ? group.join(' ') : notification.receiver
}

function worstSeverity(alerts: readonly AlertSnapshot[]): string {
  const found = distinct(alerts, (alert) => label(alert, 'severity'))
  return SEVERITIES.find((severity) => found.includes(severity)) ?? found[0] ?? ''
}

/** 0 for the worst of `SEVERITIES` among the alerts that fire; unknown and missing ones come last. */
export function severityRank(alerts: readonly AlertSnapshot[]): number {
  const firing = alerts.filter(({ status }) => status === 'firing')
  const rank = SEVERITIES.indexOf(worstSeverity(firing))
  return rank < 0 ? SEVERITIES.length : rank
}

function endOf(notification: Notification): number {
  const ends = notification.alerts.flatMap((alert) => (alert.endsAt === undefined ? [] : [alert.endsAt]))
  return ends.length > 0 ? Math.max(...ends) : notification.decidedAt
}

function sumEvidence(alerts: readonly AlertSnapshot[]): Evidence | undefined {
  const all = alerts.flatMap((alert) => (alert.evidence ? [alert.evidence] : []))
  if (all.length === 0) return undefined
  return {
    count: all.reduce((sum, one) => sum + one.count, 0),
    kinds: all.reduce((sum, one) => sum + one.kinds, 0),
    firstAt: Math.min(...all.map((one) => one.firstAt)),
    lastAt: Math.max(...all.map((one) => one.lastAt)),
    samples: [...new Set(all.flatMap((one) => one.samples))],
    traceIds: [...new Set(all.flatMap((one) => one.traceIds))],
  }
}

function tracesOf(alerts: readonly AlertSnapshot[]): Trace[] {
  const all = alerts.flatMap(({ evidence, traceUrls = {} }) =>
    (evidence?.traceIds ?? []).map((id) => [id, linkTarget(own(traceUrls, id))] as const),
  )
  return [...new Map(all)].map(([id, url]) => ({ id, url }))
}

/** How much of the time before an alert, and after its end, a dashboard shows. */
const BEFORE_MS = 1_800_000
const AFTER_MS = 600_000

/** A Grafana dashboard opens at the time of the alert, whenever the message is read; other addresses stay as they are. */
function atTime(address: string | undefined, { startsAt, endsAt }: Pick<View, 'startsAt' | 'endsAt'>) {
  const url = address === undefined ? null : URL.parse(address)
  if (!url || !/\/d\/[^/]/.test(url.pathname) || /[?&](?:from|to)=/.test(url.search) || url.hash !== '') return address
  const to = endsAt === undefined ? 'now' : String(endsAt + AFTER_MS)
  return `${url.href}${url.search === '' ? '?' : '&'}from=${startsAt - BEFORE_MS}&to=${to}`
}

/** What can still be done about it. */
function actionsOf({ status, actions, acknowledgement }: Notification) {
  if (status === 'resolved' || !actions) return []
  return [
    ...(acknowledgement ? [] : [['acknowledge', actions.acknowledge] as const]),
    ['silence', actions.silence] as const,
  ]
}

/** In the order of their use at night; the first that is wanted is the first to be kept where room is short. */
function linksOf(
  notification: Notification,
  alerts: readonly AlertSnapshot[],
  traces: readonly Trace[],
  time: Pick<View, 'startsAt' | 'endsAt'>,
): Link[] {
  const shared = (name: string) => sharedText(alerts, (alert) => nonEmpty(own(alert.annotations, name)))
  const candidates: readonly (readonly [Link['kind'], string | undefined])[] = [
    ['runbook', shared('runbook_url')],
    ...actionsOf(notification),
    // The console routes by the hash, so that the router needs no catch-all path.
    ['alertPage', `${notification.externalUrl}/#/`],
    ['dashboard', atTime(shared('dashboard_url'), time)],
    [alerts[0]?.evidence ? 'logPage' : 'graph', nonEmpty(alerts[0]?.generatorUrl)],
    ['trace', traces.find(({ url }) => url !== undefined)?.url],
  ]
  return candidates.flatMap(([kind, text]) => {
    const url = linkTarget(text)
    return url === undefined ? [] : [{ kind, url }]
  })
}
