/**
 * What a mail says, before it becomes text or HTML: every value cleaned of control characters and cut, none escaped yet.
 * Gmail hides what passes 102 kB of HTML, so everything that can grow has a share of the room, measured as HTML.
 */

import { escapeHtml } from '@tocsin/kit'
import type { AlertSnapshot, Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { phrasesOf, severityWord } from '../text/phrases.ts'
import { byteLength, cutUnits, foldLines, oneLine, plainText } from '../text/text.ts'
import { clockTime, fullTime, type Language, shortTime, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View, viewOf } from '../view.ts'
import { mailPhrasesOf } from './phrases.ts'

const MAX = {
  title: 300,
  name: 100,
  value: 300,
  names: 300,
  note: 400,
  row: 400,
  rows: 25_000,
  description: 10_000,
  sample: 1_000,
  samples: 12_000,
  traces: 10,
  url: 2_000,
  labels: 8_000,
}

export interface MailOptions {
  readonly language: Language
  readonly timeZone: string
}

export interface Fact {
  readonly name: string
  readonly value: string
}

export interface MailLink {
  readonly name: string
  readonly url: string
  /** Something that can be done, not only looked at. */
  readonly acts: boolean
}

export interface MailContent {
  /** What the subject begins with; empty but for tests. */
  readonly mark: string
  readonly language: Language
  readonly ended: boolean
  /** Raw, for a colour: `critical`, `warning`, … */
  readonly severity: string
  readonly statusWord: string
  /** May be empty. */
  readonly severityWord: string
  readonly title: string
  /** What a list of mails shows beside the subject. */
  readonly summary: string
  /** Why it comes this way, who has it. */
  readonly notes: readonly string[]
  readonly facts: readonly Fact[]
  readonly description: readonly string[]
  readonly links: readonly MailLink[]
  /** One line for each, where there are several. */
  readonly alerts: { readonly heading: string; readonly rows: readonly string[] } | undefined
  readonly evidence:
    | {
        readonly heading: string
        readonly seen: string
        readonly samples: readonly string[]
        readonly traces: Fact | undefined
      }
    | undefined
  readonly labels: { readonly heading: string; readonly facts: readonly Fact[] } | undefined
  readonly footer: string
}

export function contentOf(notification: Notification, options: MailOptions): MailContent {
  const { language } = options
  const words = phrasesOf(language)
  const own = mailPhrasesOf(language)
  const view = viewOf(notification, language)
  const ended = view.status === 'resolved'
  return {
    mark: view.mark,
    language,
    ended,
    severity: view.severity,
    statusWord: ended ? words.resolved : words.firing,
    severityWord: cutUnits(oneLine(severityWord(view.severity, words)), 30),
    title: view.mark + cutUnits(oneLine(view.title), MAX.title),
    summary: summaryOf(view, options),
    notes: notesOf(notification, options).map((line) => cutUnits(oneLine(line), MAX.note)),
    facts: factsOf(view, notification, options),
    // A recovery needs neither the description nor the lines again: they are in the same thread.
    description: ended ? [] : foldHtml(textLines(view.description ?? ''), MAX.description, () => '…'),
    links: view.links
      .filter(({ url }) => htmlSize(url) <= MAX.url)
      .map(({ kind, url }) => ({ name: words[kind], url, acts: kind === 'acknowledge' || kind === 'silence' })),
    alerts: alertsOf(view, notification, options),
    evidence: ended ? undefined : evidenceOf(view, options),
    labels: labelsOf(notification, own.labels),
    footer: own.footer(cutUnits(oneLine(notification.receiver), MAX.name)),
  }
}

function summaryOf(view: View, { language, timeZone }: MailOptions): string {
  const words = phrasesOf(language)
  const when =
    view.endsAt === undefined
      ? words.from(clockTime(view.startsAt, timeZone, language))
      : words.lasted(spanText(view.endsAt - view.startsAt, language))
  const count = view.alerts.length > 1 ? words.nAlerts(view.alerts.length) : ''
  const value = view.endsAt === undefined ? cutUnits(oneLine(view.value ?? ''), 40) : ''
  const service = cutUnits(oneLine(view.services.join(', ')), 60)
  return [value, count, service, when].filter((part) => part !== '').join(' · ')
}

function factsOf(view: View, notification: Notification, { language, timeZone }: MailOptions): Fact[] {
  const words = phrasesOf(language)
  const span = (until: number) => spanText(until - view.startsAt, language)
  const names = (list: readonly string[]) => cutUnits(oneLine(list.join(', ')), MAX.names)
  const facts: Fact[] = []
  if (view.value !== undefined) {
    const value = cutUnits(oneLine(view.value), MAX.value)
    facts.push({ name: view.endsAt === undefined ? words.value : words.lastValue, value })
  }
  if (view.services.length > 0) facts.push({ name: words.service, value: names(view.services) })
  if (view.routes.length > 0) facts.push({ name: words.route, value: names(view.routes) })
  if (view.evidence) facts.push({ name: words.logs, value: words.lines(view.evidence.count, view.evidence.kinds) })
  const start = fullTime(view.startsAt, timeZone)
  if (view.endsAt === undefined) {
    const lasting = words.lasting(span(notification.decidedAt))
    return [...facts, { name: words.since, value: start + words.comma + lasting }]
  }
  const end = fullTime(view.endsAt, timeZone) + words.comma + words.lasted(span(view.endsAt))
  return [...facts, { name: words.started, value: start }, { name: words.ended, value: end }]
}

/** Those that still fire first. */
function alertsOf(view: View, notification: Notification, { language, timeZone }: MailOptions): MailContent['alerts'] {
  const words = phrasesOf(language)
  const all = [...view.firing, ...view.resolved]
  if (all.length < 2) return undefined
  const mixed = view.firing.length > 0 && view.resolved.length > 0
  const row = (alert: AlertSnapshot) => {
    const name = cutUnits(oneLine(distinguishing(alert, notification, language)), MAX.row)
    const value = cutUnits(oneLine(annotation(alert, 'value', language) ?? ''), MAX.value)
    const ended = alert.status === 'resolved'
    const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, language)
    const when = ended ? words.lasted(span) : words.from(shortTime(alert.startsAt, timeZone))
    const status = ended && mixed ? `${words.resolved} ` : ''
    return `${status}${name}${value === '' || ended ? '' : ` · ${value}`} (${when})`
  }
  const counts = mixed ? `${words.colon}${words.counts(view.firing.length, view.resolved.length)}` : ''
  return { heading: words.alerts(all.length) + counts, rows: foldHtml(all.map(row), MAX.rows, words.more) }
}

function evidenceOf({ evidence }: View, { language, timeZone }: MailOptions): MailContent['evidence'] {
  if (!evidence) return undefined
  const words = phrasesOf(language)
  const time = (at: number) => fullTime(at, timeZone)
  const traces = evidence.traceIds.slice(0, MAX.traces).map((id) => cutUnits(oneLine(id), 64))
  const samples = evidence.samples.map((line) => cutUnits(plainText(line).trimEnd(), MAX.sample))
  return {
    heading: words.evidence,
    seen: words.seen(words.lines(evidence.count, evidence.kinds), time(evidence.firstAt), time(evidence.lastAt)),
    samples: foldHtml(samples, MAX.samples, words.more),
    traces: traces.length > 0 ? { name: words.traces, value: traces.join(' ') } : undefined,
  }
}

function labelsOf(notification: Notification, heading: string): MailContent['labels'] {
  const labels = Object.entries(notification.commonLabels).filter(([, value]) => value !== '')
  let room = MAX.labels
  const facts = labels
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({
      name: cutUnits(oneLine(name), MAX.name),
      value: cutUnits(oneLine(value), MAX.value),
    }))
    .filter(({ name, value }) => {
      room -= htmlSize(name) + htmlSize(value)
      return room >= 0
    })
  return facts.length > 0 ? { heading, facts } : undefined
}

/** Trimmed; empty lines at both ends go, those between stay as paragraphs. */
function textLines(text: string): string[] {
  const clean = plainText(text).trim()
  return clean === '' ? [] : clean.split('\n').map((line) => cutUnits(line.trim(), 2_000))
}

export function foldHtml(items: readonly string[], max: number, more: (count: number) => string): string[] {
  return foldLines(items, max, more, htmlSize)
}

export function htmlSize(text: string): number {
  return byteLength(escapeHtml(text))
}
