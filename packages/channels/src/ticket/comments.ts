/** What is added to a ticket that exists: news while it fires, and its end. */
import type { Notification } from '../contract.ts'
import { asCode } from '../text/neutralise.ts'
import { phrasesOf } from '../text/phrases.ts'
import { cutUnits } from '../text/text.ts'
import { fullTime, spanText } from '../text/time.ts'
import { viewOf } from '../view.ts'
import type { News } from './news.ts'
import { ticketPhrasesOf } from './phrases.ts'
import { alertList, joined, linksOf, MAX_BODY, type RenderOptions, sampleBlock } from './render.ts'

export function renderNews(
  notification: Notification,
  news: News,
  options: RenderOptions & { readonly again: boolean },
): string {
  const words = phrasesOf(options.language)
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const { evidence } = view
  const value = view.value === undefined ? '' : ` · ${own.valueThen}${words.colon}${asCode(cutUnits(view.value, 300))}`
  const time = fullTime(notification.decidedAt, options.timeZone)
  const several = view.firing.length + view.resolved.length > 1
  const sections = [
    [`**${options.again ? own.firingAgain : own.stillFiring}** · ${time}${value}`],
    several ? [own.nowAlerts(view.firing.length, view.resolved.length)] : [],
    evidence ? [own.linesSoFar(words.lines(evidence.count, evidence.kinds), options.again ? 0 : news.newLines)] : [],
    news.newSamples.length > 0 ? [own.newSamples, '', ...sampleBlock(news.newSamples)] : [],
    alertList(view, notification, options),
    // The links of the opening serve the later notes too; a ticket that comes back may be new to its reader.
    options.again ? linksOf(view, options.language) : [],
  ]
  return cutUnits(joined(sections), MAX_BODY)
}

export function renderEnd(notification: Notification, options: RenderOptions & { readonly closes: boolean }): string {
  const words = phrasesOf(options.language)
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const endsAt = view.endsAt ?? notification.decidedAt
  const span = spanText(endsAt - view.startsAt, options.language)
  return joined([
    [`**${own.ended(fullTime(endsAt, options.timeZone), span)}**`],
    view.evidence ? [own.linesInAll(words.lines(view.evidence.count, view.evidence.kinds))] : [],
    [options.closes ? own.closing : own.leftOpen],
  ])
}
