/** What a message of an application says of its alerts, before any markup; shared by text, markdown and card. Pure. */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { type Phrases, phrasesOf, severityWord } from '../text/phrases.ts'
import { cutUnits, oneLine } from '../text/text.ts'
import { fullTime, type Language, shortTime, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View } from '../view.ts'

export interface RenderOptions {
  readonly language: Language
  readonly timeZone: string
  /** For a card, whose rows are short: times without year, seconds and zone. */
  readonly brief?: true
}

/** Raw. */
export interface Fact {
  readonly name: string
  readonly value: string
  /** What people look for first. */
  readonly strong?: true
}

const MAX_NAMES = 120
const MAX_VALUE = 80
const MAX_ROW = 160

/** The most important first: where room is short, the last ones go. */
export function factsOf(view: View, notification: Notification, options: RenderOptions): Fact[] {
  const { language, timeZone } = options
  const words = phrasesOf(language)
  const span = (until: number) => spanText(until - view.startsAt, language)
  const value = view.value === undefined ? '' : cutUnits(oneLine(view.value), MAX_VALUE)
  const names = (list: readonly string[]) => cutUnits(oneLine(list.join(', ')), MAX_NAMES)
  const timeOf = options.brief ? shortTime : fullTime
  const started = timeOf(view.startsAt, timeZone)
  const facts: readonly Fact[] = [
    { name: words.service, value: names(view.services) },
    { name: words.route, value: names(view.routes) },
    view.endsAt === undefined ? { name: words.value, value, strong: true } : { name: words.lastValue, value },
    { name: words.logs, value: view.evidence ? words.lines(view.evidence.count, view.evidence.kinds) : '' },
    ...(view.endsAt === undefined
      ? [{ name: words.since, value: started + words.comma + words.lasting(span(notification.decidedAt)) }]
      : [
          { name: words.started, value: started },
          {
            name: words.ended,
            value: timeOf(view.endsAt, timeZone) + words.comma + words.lasted(span(view.endsAt)),
          },
        ]),
  ]
  return facts.filter((fact) => fact.value !== '')
}

/** `2 firing, 1 resolved`; empty for a single alert. */
export function countOf({ firing, resolved, alerts }: View, words: Phrases): string {
  if (firing.length > 0 && resolved.length > 0) return words.counts(firing.length, resolved.length)
  return alerts.length > 1 ? words.nAlerts(alerts.length) : ''
}

/** `严重`, on one line. */
export function severityOf(view: View, words: Phrases): string {
  return cutUnits(oneLine(severityWord(view.severity, words)), 20)
}

/** One line for each of several alerts, those that still fire first; none for a single one. */
export function rowsOf(view: View, notification: Notification, options: RenderOptions): string[] {
  const all = [...view.firing, ...view.resolved]
  return all.length > 1 ? all.map((alert) => rowOf(alert, view, notification, options)) : []
}

function rowOf(alert: AlertSnapshot, view: View, notification: Notification, options: RenderOptions): string {
  const { language, timeZone } = options
  const words = phrasesOf(language)
  const ended = alert.status === 'resolved'
  const name = cutUnits(oneLine(distinguishing(alert, notification, language)), MAX_ROW)
  const value = ended ? '' : cutUnits(oneLine(annotation(alert, 'value', language) ?? ''), MAX_VALUE)
  const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, language)
  const when = ended ? words.lasted(span) : words.from(shortTime(alert.startsAt, timeZone))
  const status = ended && view.status === 'firing' ? `${words.resolved} ` : ''
  return `${status}${name}${value === '' ? '' : ` ${value}`}${words.comma}${when}`
}
