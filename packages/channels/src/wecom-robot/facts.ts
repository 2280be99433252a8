/** What every type of message says of a notification, in this order, raw. Pure. */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { phrasesOf } from '../text/phrases.ts'
import { fullTime, type Language, shortTime, spanText } from '../text/time.ts'
import { annotation, distinguishing, lastingIsNews, type View } from '../view.ts'
import { robotPhrasesOf } from './phrases.ts'

export interface RenderOptions {
  readonly language: Language
  readonly timeZone: string
}

export interface Fact {
  readonly kind:
    | 'count'
    | 'service'
    | 'route'
    | 'labels'
    | 'value'
    | 'lastValue'
    | 'logs'
    | 'since'
    | 'started'
    | 'ended'
  /** Empty where the value speaks for itself. */
  readonly name: string
  readonly value: string
  /** A span beside a time: how long it has lasted, or lasted. */
  readonly span?: string
}

export function factsOf(view: View, notification: Notification, { language, timeZone }: RenderOptions): Fact[] {
  const words = phrasesOf(language)
  const { firing, resolved, endsAt } = view
  const facts: Fact[] = []
  if (firing.length > 0 && resolved.length > 0) {
    facts.push({ kind: 'count', name: '', value: words.counts(firing.length, resolved.length) })
  } else if (view.alerts.length > 1) {
    facts.push({ kind: 'count', name: '', value: words.nAlerts(view.alerts.length) })
  }
  if (view.services.length > 0) facts.push({ kind: 'service', name: words.service, value: view.services.join(', ') })
  if (view.routes.length > 0) facts.push({ kind: 'route', name: words.route, value: view.routes.join(', ') })
  if (view.labels.length > 0) {
    facts.push({ kind: 'labels', name: robotPhrasesOf(language).labels, value: view.labels.join(', ') })
  }
  if (view.value !== undefined) {
    const over = endsAt !== undefined
    facts.push({
      kind: over ? 'lastValue' : 'value',
      name: over ? words.lastValue : words.value,
      value: view.value,
    })
  }
  if (view.evidence) {
    const { count, kinds } = view.evidence
    facts.push({ kind: 'logs', name: words.logs, value: words.lines(count, kinds) })
  }
  return [...facts, ...timesOf(view, notification, { language, timeZone })]
}

function timesOf(view: View, notification: Notification, { language, timeZone }: RenderOptions): Fact[] {
  const words = phrasesOf(language)
  const { startsAt, endsAt } = view
  const start = fullTime(startsAt, timeZone)
  if (endsAt === undefined) {
    const span = spanText(notification.decidedAt - startsAt, language)
    return [{ kind: 'since', name: words.since, value: start, ...(lastingIsNews(notification, view) ? { span } : {}) }]
  }
  return [
    { kind: 'started', name: words.started, value: start },
    {
      kind: 'ended',
      name: words.ended,
      value: fullTime(endsAt, timeZone),
      span: spanText(endsAt - startsAt, language),
    },
  ]
}

/** The span in a sentence: `已持续 3 分钟`, `lasted 5m`. */
export function spanOf({ kind, span }: Fact, language: Language): string {
  if (span === undefined) return ''
  const words = phrasesOf(language)
  return kind === 'ended' ? words.lasted(span) : words.lasting(span)
}

/** One of several alerts. */
export interface Row {
  /** In a message about others that still fire. */
  readonly over: boolean
  readonly name: string
  /** Empty where it has none, or where it is over. */
  readonly value: string
  readonly when: string
}

/** Those that still fire first; none where the message is about one alert. */
export function rowsOf(view: View, notification: Notification, { language, timeZone }: RenderOptions): Row[] {
  if (view.alerts.length < 2 && (view.firing.length === 0 || view.resolved.length === 0)) return []
  const words = phrasesOf(language)
  const row = (alert: AlertSnapshot): Row => {
    const ended = alert.status === 'resolved'
    const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, language)
    return {
      over: ended && view.status === 'firing',
      name: distinguishing(alert, notification, language),
      value: ended ? '' : (annotation(alert, 'value', language) ?? ''),
      when: ended ? words.lasted(span) : words.from(shortTime(alert.startsAt, timeZone)),
    }
  }
  return [...view.firing, ...view.resolved].map(row)
}
