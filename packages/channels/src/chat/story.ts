/**
 * What a chat message says of one notification, before any markup: each part on one line, cleaned and cut, nothing neutralised.
 * Chat messages differ in how they look, not in what they say; so every format of DingTalk and Feishu begins here. Pure.
 */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { type Phrases, phrasesOf, severityWord } from '../text/phrases.ts'
import { byteLength, cutBytes, oneLine, plainText } from '../text/text.ts'
import { fullTime, type Language, shortTime, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View, viewOf } from '../view.ts'

const MAX = {
  title: 300,
  severity: 30,
  names: 300,
  value: 200,
  link: 2_000,
  links: 6_000,
  line: 600,
  description: 2_000,
  sample: 300,
}

export interface ChatOptions {
  readonly language: Language
  readonly timeZone: string
}

export interface Fact {
  readonly name: string
  readonly value: string
  /** What the eye looks for first. */
  readonly strong: boolean
}

export interface Row {
  /** `已恢复`, where some still fire; else empty. */
  readonly status: string
  readonly name: string
  readonly value: string
  readonly when: string
}

export interface Story {
  /** What a test begins with; empty for all others. */
  readonly mark: string
  readonly ended: boolean
  /** Raw, for a colour: `critical`, `warning`, … */
  readonly severity: string
  readonly statusWord: string
  /** May be empty. */
  readonly severityWord: string
  readonly title: string
  readonly notes: readonly string[]
  /** How many alerts, where there are several; else empty. */
  readonly counts: string
  readonly facts: readonly Fact[]
  readonly description: readonly string[]
  /** A log line; empty where there is none. */
  readonly sample: string
  /** One for each alert, those that fire first; empty for a single one. */
  readonly rows: readonly Row[]
  readonly links: readonly {
    readonly kind: View['links'][number]['kind']
    readonly name: string
    readonly url: string
  }[]
}

export function storyOf(notification: Notification, options: ChatOptions): Story {
  const { language } = options
  const words = phrasesOf(language)
  const view = viewOf(notification, language)
  const ended = view.status === 'resolved'
  const several = view.firing.length + view.resolved.length > 1
  return {
    mark: view.mark,
    ended,
    severity: view.severity,
    statusWord: ended ? words.resolved : words.firing,
    severityWord: cutBytes(oneLine(severityWord(view.severity, words)), MAX.severity),
    title: cutBytes(oneLine(view.title), MAX.title),
    notes: notesOf(notification, options).map((line) => cutBytes(oneLine(line), MAX.line)),
    counts: countsOf(view, words),
    facts: factsOf(view, notification, options),
    // An end needs neither.
    description: ended ? [] : descriptionOf(view),
    sample: ended ? '' : sampleOf(view),
    rows: several ? [...view.firing, ...view.resolved].map((alert) => rowOf(alert, view, notification, options)) : [],
    links: linksOf(view).map(({ kind, url }) => ({ kind, name: words[kind], url })),
  }
}

/** A coloured dot says the most in a list of chats, where no colour of a font is shown. */
export function dotOf({ ended, severity }: Pick<Story, 'ended' | 'severity'>): string {
  if (ended) return '🟢'
  if (severity === 'critical') return '🔴'
  return severity === 'info' ? '🔵' : '🟠'
}

/** `🔴 告警 [严重] TITLE`, with the mark of a test before all; `clean` is for what alerts say. */
export function headlineOf(story: Story, clean = (value: string): string => value): string {
  const severity = story.severityWord === '' ? '' : `[${clean(story.severityWord)}] `
  return `${story.mark}${dotOf(story)} ${story.statusWord} ${severity}${clean(story.title)}`
}

function countsOf({ firing, resolved, alerts }: View, words: Phrases): string {
  if (firing.length > 0 && resolved.length > 0) return words.counts(firing.length, resolved.length)
  return alerts.length > 1 ? words.nAlerts(alerts.length) : ''
}

function factsOf(view: View, notification: Notification, { language, timeZone }: ChatOptions): Fact[] {
  const words = phrasesOf(language)
  const names = (list: readonly string[]) => cutBytes(oneLine(list.join(', ')), MAX.names)
  const fact = (name: string, value: string, strong = false): Fact => ({ name, value, strong })
  const time = (at: number) => fullTime(at, timeZone)
  const span = (until: number) => spanText(until - view.startsAt, language)
  const { value, services, routes, evidence, startsAt, endsAt } = view
  const valueText = cutBytes(oneLine(value ?? ''), MAX.value)
  const times =
    endsAt === undefined
      ? [fact(words.since, time(startsAt) + words.comma + words.lasting(span(notification.decidedAt)))]
      : [
          fact(words.started, time(startsAt)),
          fact(words.ended, time(endsAt) + words.comma + words.lasted(span(endsAt))),
        ]
  return [
    ...(services.length > 0 ? [fact(words.service, names(services))] : []),
    ...(routes.length > 0 ? [fact(words.route, names(routes))] : []),
    ...(valueText === ''
      ? []
      : [fact(endsAt === undefined ? words.value : words.lastValue, valueText, endsAt === undefined)]),
    ...(evidence ? [fact(words.logs, words.lines(evidence.count, evidence.kinds))] : []),
    ...times,
  ]
}

function linksOf({ links }: View): View['links'] {
  let room = MAX.links
  return links.filter(({ url }) => {
    const size = byteLength(url)
    const fits = size <= Math.min(MAX.link, room)
    if (fits) room -= size
    return fits
  })
}

function descriptionOf(view: View): string[] {
  let room = MAX.description
  return textLines(view.description ?? '').flatMap((line) => {
    const cut = cutBytes(line, Math.min(MAX.line, Math.max(room, 0)))
    room -= byteLength(cut) + 1
    return cut === '' ? [] : [cut]
  })
}

function sampleOf({ evidence }: View): string {
  const [first = ''] = (evidence?.samples ?? []).flatMap(textLines)
  return cutBytes(first, MAX.sample)
}

function textLines(text: string): string[] {
  return plainText(text)
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
}

function rowOf(alert: AlertSnapshot, view: View, notification: Notification, { language, timeZone }: ChatOptions): Row {
  const words = phrasesOf(language)
  const ended = alert.status === 'resolved'
  const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, language)
  return {
    status: ended && !(view.status === 'resolved') ? words.resolved : '',
    name: cutBytes(oneLine(distinguishing(alert, notification, language)), MAX.names),
    value: ended ? '' : cutBytes(oneLine(annotation(alert, 'value', language) ?? ''), MAX.value),
    when: ended ? words.lasted(span) : words.from(shortTime(alert.startsAt, timeZone)),
  }
}
