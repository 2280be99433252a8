/** A ticket's title and body, in the Markdown that trackers share. Comments: `comments.ts`. */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { asCode, asFence, asQuote, forMarkdown } from '../text/neutralise.ts'
import { phrasesOf, severityWord } from '../text/phrases.ts'
import { cutUnits, foldLines, oneLine, plainText } from '../text/text.ts'
import { fullTime, type Language, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View, viewOf } from '../view.ts'
import { ticketPhrasesOf } from './phrases.ts'
import type { Creating } from './state.ts'

/** Jira takes 32,767 characters, GitHub 65,536. */
export const MAX_BODY = 30_000
export const MAX_TITLE = 255
const MAX = {
  sample: 1_000,
  samples: 10,
  description: 6_000,
  label: 300,
  labels: 60,
  row: 400,
  rows: 9_000,
  traces: 10,
}

export interface RenderOptions {
  readonly language: Language
  readonly timeZone: string
}

export function renderTitle(notification: Notification, language: Language): string {
  const view = viewOf(notification, language)
  const severity = cutUnits(oneLine(severityWord(view.severity, phrasesOf(language))), 30)
  return cutUnits(`${view.mark}${severity === '' ? '' : `[${severity}] `}${oneLine(view.title)}`, MAX_TITLE)
}

/** Names for a tracker that sorts by label: no spaces, at most 50 characters. */
export function renderLabels(notification: Notification, language: Language): string[] {
  const view = viewOf(notification, language)
  const pairs = [
    ...(view.severity === '' ? [] : [`severity:${view.severity}`]),
    ...view.services.slice(0, 5).map((name) => `service:${name}`),
  ]
  return ['tocsin', ...pairs.map((pair) => cutUnits(oneLine(pair).replaceAll(' ', '-'), 50))]
}

export function renderBody(notification: Notification, state: Creating, options: RenderOptions): string {
  const words = phrasesOf(options.language)
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const since = `**${own.firingSince(fullTime(view.startsAt, options.timeZone))}**`
  const value =
    view.value === undefined ? '' : ` · ${own.valueThen}${words.colon}${asCode(cutUnits(view.value, MAX.label))}`
  const earlier =
    state.previous && !state.previous.gone ? [`${own.previous}${words.colon}${ticketName(state.previous)}`] : []
  const sections = [
    notification.test ? [`**${own.test}**`] : [],
    [since + value, ...earlier],
    descriptionOf(view),
    labelTable(notification, own),
    alertList(view, notification, options),
    evidenceOf(view, options),
    // Each trace has its link where its id stands.
    linksOf({ links: view.links.filter(({ kind }) => kind !== 'trace') }, options.language),
    keyLines(notification, state, options.language),
  ]
  return cutUnits(joined(sections), MAX_BODY)
}

/** The end of every body: by the key in it a ticket is found again by who searches by hand. */
export function keyLines(notification: Notification, { key }: Creating, language: Language): string[] {
  return ['---', ticketPhrasesOf(language).key(key, forMarkdown(cutUnits(notification.receiver, MAX.label)))]
}

/** Paragraphs with a blank line between them; empty ones go. */
export function joined(sections: readonly (readonly string[])[]): string {
  return sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n')
}

function ticketName(ticket: { readonly id: string; readonly url: string }): string {
  const id = forMarkdown(cutUnits(ticket.id, 100))
  return ticket.url === '' ? id : `[${id}](${ticket.url})`
}

function descriptionOf(view: View): string[] {
  return foldLines(asQuote(cutUnits(view.description ?? '', MAX.description)), 2 * MAX.description, () => '> …')
}

function labelTable(notification: Notification, own: ReturnType<typeof ticketPhrasesOf>): string[] {
  const labels = Object.entries(notification.commonLabels).filter(([, value]) => value !== '')
  if (labels.length === 0) return []
  const rows = labels.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX.labels)
  const cell = (text: string) => cutUnits(oneLine(text), 100)
  return [
    `| ${own.label} | ${own.value} |`,
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${forMarkdown(cell(name))} | ${asCode(cutUnits(value, MAX.label))} |`),
  ]
}

/** Where there are several: one line for each. */
export function alertList(view: View, notification: Notification, options: RenderOptions): string[] {
  const words = phrasesOf(options.language)
  const all = [...view.firing, ...view.resolved]
  if (all.length < 2) return []
  const row = (alert: AlertSnapshot) => {
    const ended = alert.status === 'resolved'
    const value = ended ? undefined : annotation(alert, 'value', options.language)
    const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, options.language)
    const name = asCode(cutUnits(distinguishing(alert, notification, options.language), MAX.row))
    const shown = value === undefined ? '' : ` ${asCode(cutUnits(value, MAX.label))}`
    return `- ${ended ? `${words.resolved} ` : ''}${name}${shown} (${ended ? words.lasted(span) : words.lasting(span)})`
  }
  const rows = foldLines(
    all.map(row),
    MAX.rows,
    (count) => `- ${words.more(count)}`,
    (text) => text.length,
  )
  return [`### ${words.alerts(all.length)}`, '', ...rows]
}

function evidenceOf(view: View, options: RenderOptions): string[] {
  const { evidence } = view
  if (!evidence) return []
  const words = phrasesOf(options.language)
  const time = (at: number) => fullTime(at, options.timeZone)
  const lines = words.lines(evidence.count, evidence.kinds)
  const traces = view.traces.slice(0, MAX.traces).map(({ id, url }) => {
    const name = asCode(cutUnits(id, 64))
    return url === undefined ? name : `[${name}](${url})`
  })
  return [
    `### ${words.evidence}`,
    '',
    words.seen(lines, time(evidence.firstAt), time(evidence.lastAt)),
    '',
    ...sampleBlock(evidence.samples),
    ...(traces.length > 0 ? ['', `${words.traces}${words.colon}${traces.join(' ')}`] : []),
  ]
}

/** Log lines as they are; a stack trace keeps its line breaks. */
export function sampleBlock(samples: readonly string[]): string[] {
  const lines = samples.slice(0, MAX.samples).map((line) => cutUnits(plainText(line).trimEnd(), MAX.sample))
  return lines.length > 0 ? asFence(lines) : []
}

export function linksOf(view: Pick<View, 'links'>, language: Language): string[] {
  const words = phrasesOf(language)
  const links = view.links.filter(({ url }) => url.length <= 2_000).map(({ kind, url }) => `[${words[kind]}](${url})`)
  return links.length > 0 ? [`${ticketPhrasesOf(language).links}${words.colon}${links.join(' · ')}`] : []
}
