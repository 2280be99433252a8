/**
 * A notification as WeCom robot markdown: bold, links, quotes and three colours, at most 4096 bytes of UTF-8. A longer one
 * would be refused whole (errcode 40058), so everything that can grow has a share of the room.
 */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { forWecom, linesForWecom } from '../text/neutralise.ts'
import { type Phrases, phrasesOf, severityWord } from '../text/phrases.ts'
import { byteLength, cutBytes, foldLines } from '../text/text.ts'
import { fullTime, type Language, shortTime, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View, viewOf } from '../view.ts'

export const MAX_BYTES = 4096
const MAX = { title: 300, names: 200, value: 120, link: 1200, links: 2000, description: 700, sample: 240, row: 240 }

export interface RenderOptions {
  readonly language: Language
  readonly timeZone: string
}

export function renderMarkdown(notification: Notification, options: RenderOptions): string {
  const view = viewOf(notification, options.language)
  const words = phrasesOf(options.language)
  const notes = notesOf(notification, options).map(forWecom)
  const head = [titleLine(view, words), ...[...notes, ...facts(view, notification, options)].map((line) => `> ${line}`)]
  const links = linkLine(view, words)
  const sizeOf = (lines: readonly string[]) => lines.reduce((sum, line) => sum + byteLength(line) + 1, 0)
  let room = MAX_BYTES - sizeOf([...head, ...links])
  const description = foldLines(describe(view), Math.min(MAX.description, room), () => '…')
  room -= sizeOf(description)
  const rows =
    view.alerts.length > 1 || (view.firing.length > 0 && view.resolved.length > 0)
      ? alertRows(view, notification, options)
      : []
  const list = foldLines(rows, room, words.more)
  return cutBytes([...head, ...description, ...list, ...links].join('\n'), MAX_BYTES)
}

function colour(kind: 'warning' | 'info' | 'comment', text: string): string {
  return `<font color="${kind}">${text}</font>`
}

function titleLine(view: View, words: Phrases): string {
  const status = view.status === 'firing' ? colour('warning', words.firing) : colour('info', words.resolved)
  const severity = forWecom(severityWord(view.severity, words))
  const title = cutBytes(forWecom(view.title), MAX.title)
  return `${view.mark}${status} **${severity === '' ? '' : `[${cutBytes(severity, 30)}] `}${title}**`
}

function facts(view: View, notification: Notification, { language, timeZone }: RenderOptions): string[] {
  const words = phrasesOf(language)
  const fact = (name: string, value: string) => `${colour('comment', name)}${words.colon}${value}`
  const names = (list: readonly string[]) => cutBytes(forWecom(list.join(', ')), MAX.names)
  const { firing, resolved } = view
  const span = (until: number) => spanText(until - view.startsAt, language)
  const lines: string[] = []
  if (firing.length > 0 && resolved.length > 0) lines.push(words.counts(firing.length, resolved.length))
  else if (view.alerts.length > 1) lines.push(words.nAlerts(view.alerts.length))
  if (view.services.length > 0) lines.push(fact(words.service, names(view.services)))
  if (view.routes.length > 0) lines.push(fact(words.route, names(view.routes)))
  if (view.value !== undefined) {
    const value = cutBytes(forWecom(view.value), MAX.value)
    lines.push(view.endsAt === undefined ? fact(words.value, `**${value}**`) : fact(words.lastValue, value))
  }
  if (view.evidence) lines.push(fact(words.logs, words.lines(view.evidence.count, view.evidence.kinds)))
  if (view.endsAt === undefined) {
    lines.push(
      fact(words.since, fullTime(view.startsAt, timeZone) + words.comma + words.lasting(span(notification.decidedAt))),
    )
  } else {
    lines.push(fact(words.started, fullTime(view.startsAt, timeZone)))
    lines.push(fact(words.ended, fullTime(view.endsAt, timeZone) + words.comma + words.lasted(span(view.endsAt))))
  }
  return lines
}

/** The description and one log line; a recovery needs neither. */
function describe(view: View): string[] {
  if (view.status === 'resolved') return []
  const samples = (view.evidence?.samples ?? []).slice(0, 1).flatMap(linesForWecom).slice(0, 1)
  return [
    ...linesForWecom(view.description ?? '').map((line) => cutBytes(line, MAX.description - 8)),
    ...samples.map((line) => `> ${colour('comment', cutBytes(line, MAX.sample))}`),
  ]
}

/** One line for each alert, those that still fire first. */
function alertRows(view: View, notification: Notification, { language, timeZone }: RenderOptions): string[] {
  const words = phrasesOf(language)
  const row = (alert: AlertSnapshot) => {
    const name = forWecom(distinguishing(alert, notification, language))
    const value = forWecom(annotation(alert, 'value', language) ?? '')
    const ended = alert.status === 'resolved'
    const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, language)
    const when = ended ? words.lasted(span) : words.from(shortTime(alert.startsAt, timeZone))
    const status = ended && view.status === 'firing' ? `${colour('info', words.resolved)} ` : ''
    return `- ${status}${cutBytes(name, MAX.row)}${value === '' || ended ? '' : ` **${cutBytes(value, MAX.value)}**`} (${when})`
  }
  return [...view.firing, ...view.resolved].map(row)
}

function linkLine(view: View, words: Phrases): string[] {
  const kept: string[] = []
  let room = MAX.links
  for (const { kind, url } of view.links) {
    const link = `[${words[kind]}](${url})`
    room -= byteLength(link) + 3
    if (byteLength(url) > MAX.link || room < 0) room += byteLength(link) + 3
    else kept.push(link)
  }
  return kept.length > 0 ? [kept.join(' · ')] : []
}
