/** What is added to a ticket that exists: news while it fires, who took it, and its end. */
import type { Notification } from '../contract.ts'
import { phrasesOf } from '../text/phrases.ts'
import { clockTime, fullTime, spanText } from '../text/time.ts'
import { viewOf } from '../view.ts'
import { type Document, paragraph, strong, value, words } from './document.ts'
import type { News } from './news.ts'
import { ticketPhrasesOf } from './phrases.ts'
import { alertList, linksOf, noteLines, type RenderOptions, sampleBlock, valueThen } from './render.ts'

export function renderNews(
  notification: Notification,
  news: News,
  options: RenderOptions & { readonly again: boolean },
): Document {
  const phrases = phrasesOf(options.language)
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const { evidence } = view
  const time = fullTime(notification.decidedAt, options.timeZone)
  const several = view.firing.length + view.resolved.length > 1
  const soFar = evidence && phrases.lines(evidence.count, evidence.kinds)
  return [
    ...paragraph([
      strong(options.again ? own.firingAgain : own.stillFiring),
      words(` · ${time}`),
      ...(view.value === undefined ? [] : valueThen(view.value, options.language)),
    ]),
    ...noteLines(notification, options),
    ...(several ? paragraph([words(own.nowAlerts(view.firing.length, view.resolved.length))]) : []),
    ...(soFar === undefined ? [] : paragraph([words(own.linesSoFar(soFar, options.again ? 0 : news.newLines))])),
    ...(news.newSamples.length > 0 ? [...paragraph([words(own.newSamples)]), ...sampleBlock(news.newSamples)] : []),
    ...alertList(view, notification, options),
    // The links of the opening serve the later notes too; a ticket that comes back may be new to its reader.
    ...(options.again ? linksOf(view, options.language) : []),
  ]
}

/** Undefined where nobody has taken it. */
export function renderAcknowledged(notification: Notification, options: RenderOptions): Document | undefined {
  const { acknowledgement } = notification
  if (!acknowledgement) return undefined
  const { language, timeZone } = options
  const line = phrasesOf(language).acknowledgedBy(acknowledgement.by, clockTime(acknowledgement.at, timeZone, language))
  return paragraph([value(line)])
}

export function renderEnd(notification: Notification, options: RenderOptions & { readonly closes: boolean }): Document {
  const phrases = phrasesOf(options.language)
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const endsAt = view.endsAt ?? notification.decidedAt
  const span = spanText(endsAt - view.startsAt, options.language)
  const { evidence } = view
  return [
    ...paragraph([strong(own.ended(fullTime(endsAt, options.timeZone), span))]),
    ...(evidence ? paragraph([words(own.linesInAll(phrases.lines(evidence.count, evidence.kinds)))]) : []),
    ...paragraph([words(options.closes ? own.closing : own.leftOpen)]),
  ]
}
