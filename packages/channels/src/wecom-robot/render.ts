/** A notification in one of the robot's markups, within its limit whatever comes. Pure. */
import type { Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { type Phrases, phrasesOf, severityWord } from '../text/phrases.ts'
import { byteLength, cutBytes, foldLines, plainText } from '../text/text.ts'
import type { Language } from '../text/time.ts'
import { type View, viewOf } from '../view.ts'
import { type Fact, factsOf, type RenderOptions, rowsOf, spanOf } from './facts.ts'
import { MARKUPS, type Markup } from './markup.ts'
import { robotPhrasesOf } from './phrases.ts'

/** `reserve`: bytes to be left free, for what the caller adds. */
export function renderText(markup: Markup, notification: Notification, options: RenderOptions, reserve = 0): string {
  const { language } = options
  const view = viewOf(notification, language)
  const words = phrasesOf(language)
  const { room } = markup
  const max = room.message - reserve
  const head = [
    [titleLine(view, words, markup)],
    ...notesOf(notification, options).map((note) => [markup.note(cutBytes(markup.safe(note), room.note))]),
    factsOf(view, notification, options).map((fact) => factLine(fact, markup, language)),
  ]
  const links = linkLines(view, words, markup, max - sizeOf(joined(head, markup)))
  const left = (parts: readonly (readonly string[])[]) => max - sizeOf(joined([...parts, links], markup)) - 2
  const description = descriptionOf(view, markup, Math.min(room.description, left(head)))
  const rows = alertRows(view, notification, options, markup)
  const list = listOf(rows, left([...head, description]), words)
  return cutBytes(joined([...head, description, list, links], markup).join('\n'), max)
}

export function renderMarkdown(notification: Notification, options: RenderOptions): string {
  return renderText(MARKUPS.markdown, notification, options)
}

/** The title as other messages name it: `[警告] /checkout …`. Raw. */
export function titleOf(view: View, words: Phrases): string {
  const severity = severityWord(view.severity, words)
  return `${severity === '' ? '' : `[${cutBytes(severity, 30)}] `}${view.title}`
}

function titleLine(view: View, words: Phrases, { room, safe, heading }: Markup): string {
  const firing = view.status === 'firing'
  const severity = cutBytes(safe(severityWord(view.severity, words)), 30)
  const title = `${severity === '' ? '' : `[${severity}] `}${cutBytes(safe(view.title), room.title)}`
  return view.mark + heading({ firing, severity: view.severity }, firing ? words.firing : words.resolved, title)
}

function factLine(fact: Fact, { room, safe, fact: line, label, strong }: Markup, language: Language): string {
  const { colon, comma } = phrasesOf(language)
  const name = fact.name === '' ? '' : label(fact.name) + colon
  const value = cutBytes(safe(fact.value), fact.kind === 'value' || fact.kind === 'lastValue' ? room.value : room.names)
  const span = spanOf(fact, language)
  return line(name, (fact.kind === 'value' ? strong(value) : value) + (span === '' ? '' : comma + span))
}

/** The description and one log line; a recovery needs neither. */
function descriptionOf(view: View, markup: Markup, max: number): string[] {
  if (view.status === 'resolved') return []
  const { room, safe, sample } = markup
  const linesOf = (text: string) =>
    plainText(text)
      .split('\n')
      .map(safe)
      .filter((line) => line !== '')
  const samples = (view.evidence?.samples ?? []).slice(0, 1).flatMap((text) => linesOf(text).slice(0, 1))
  const lines = [
    ...linesOf(view.description ?? '').map((line) => cutBytes(line, room.description - 8)),
    ...samples.map((line) => sample(cutBytes(line, room.sample))),
  ]
  return foldLines(lines, max, () => '…')
}

function alertRows(view: View, notification: Notification, options: RenderOptions, { room, safe, rows }: Markup) {
  const words = phrasesOf(options.language)
  const shown = rowsOf(view, notification, options).map((row) => ({
    ...row,
    name: cutBytes(safe(row.name), room.row),
    value: cutBytes(safe(row.value), room.value),
  }))
  return rows(shown, {
    alert: robotPhrasesOf(options.language).alert,
    value: words.value,
    since: words.since,
    resolved: words.resolved,
  })
}

function listOf({ head, lines }: ReturnType<Markup['rows']>, max: number, words: Phrases): string[] {
  const list = foldLines(lines, max - sizeOf(head) - 1, words.more)
  const folded = list.length <= lines.length && list.at(-1) !== lines.at(-1)
  // What follows a table without an empty line would be one more row of it.
  if (folded && head.length > 0) return [...head, ...list.slice(0, -1), '', ...list.slice(-1)]
  return [...(list.length > 0 ? head : []), ...list]
}

/** In their order, without those that are too long. */
function linkLines(view: View, words: Phrases, { room, links }: Markup, max: number): string[] {
  const kept: { readonly name: string; readonly url: string }[] = []
  for (const { kind, url } of view.links) {
    if (byteLength(url) > room.link) continue
    const more = [...kept, { name: words[kind], url }]
    if (sizeOf(links(more, words.colon)) <= Math.min(room.links, max)) kept.push({ name: words[kind], url })
  }
  return links(kept, words.colon)
}

function joined(parts: readonly (readonly string[])[], { gap }: Markup): string[] {
  return parts.filter((part) => part.length > 0).flatMap((part, index) => (index === 0 ? [...part] : [...gap, ...part]))
}

/** With a line break for each. */
function sizeOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + byteLength(line) + 1, 0)
}
