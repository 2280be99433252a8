/** A ticket's title and body, before any markup. Comments: `comments.ts`. */
import type { AlertSnapshot, Notification } from '../contract.ts'
import { notesOf } from '../notes.ts'
import { phrasesOf, severityWord } from '../text/phrases.ts'
import { cutUnits, foldLines, oneLine, plainText } from '../text/text.ts'
import { fullTime, type Language, spanText } from '../text/time.ts'
import { annotation, distinguishing, type View, viewOf } from '../view.ts'
import { type Block, code, type Document, type Inline, type Line, paragraph, strong, value, words } from './document.ts'
import { ticketPhrasesOf } from './phrases.ts'
import type { Creating } from './state.ts'

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

export function renderBody(notification: Notification, state: Creating, options: RenderOptions): Document {
  const own = ticketPhrasesOf(options.language)
  const view = viewOf(notification, options.language)
  const { previous } = state
  const since: Line = [
    strong(own.firingSince(fullTime(view.startsAt, options.timeZone))),
    ...(view.value === undefined ? [] : valueThen(view.value, options.language)),
  ]
  const earlier: Line =
    previous && !previous.gone
      ? [words(`${own.previous}${phrasesOf(options.language).colon}`), ticketName(previous)]
      : []
  return [
    ...(notification.test ? paragraph([strong(own.test)]) : []),
    ...noteLines(notification, options),
    ...paragraph(since, earlier),
    ...descriptionOf(view),
    ...labelTable(notification, own),
    ...alertList(view, notification, options),
    ...evidenceOf(view, options),
    // Each trace has its link where its id stands.
    ...linksOf({ links: view.links.filter(({ kind }) => kind !== 'trace') }, options.language),
    footerOf(notification, state, options.language),
  ]
}

/** Who has it, why it came this way: see `notesOf`. */
export function noteLines(notification: Notification, options: RenderOptions): Block[] {
  return paragraph(...notesOf(notification, options).map((note) => [value(note)]))
}

export function valueThen(text: string, language: Language): Inline[] {
  const label = ` · ${ticketPhrasesOf(language).valueThen}${phrasesOf(language).colon}`
  return [words(label), code(cutUnits(text, MAX.label))]
}

const SLOT = '\u0000'

/** The end of every body: by the key in it a ticket is found again, by us and by who searches by hand. */
export function footerOf(notification: Notification, { key }: Pick<Creating, 'key'>, language: Language): Block {
  const [before = '', after = ''] = ticketPhrasesOf(language).key(key, SLOT).split(SLOT)
  return { kind: 'footer', line: [words(before), value(cutUnits(notification.receiver, MAX.label)), words(after)] }
}

function ticketName(ticket: { readonly id: string; readonly url: string }): Inline {
  const id = cutUnits(oneLine(ticket.id), 100)
  return ticket.url === '' ? value(id) : { kind: 'link', text: id, url: ticket.url }
}

function descriptionOf(view: View): Block[] {
  const lines = plainText(cutUnits(view.description ?? '', MAX.description))
    .split('\n')
    .map(oneLine)
    .filter((line) => line !== '')
  const kept = foldLines(lines, 2 * MAX.description, () => '…')
  return kept.length > 0 ? [{ kind: 'quote', lines: kept }] : []
}

function labelTable(notification: Notification, own: ReturnType<typeof ticketPhrasesOf>): Block[] {
  const labels = Object.entries(notification.commonLabels).filter(([, text]) => text !== '')
  if (labels.length === 0) return []
  const rows = labels.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX.labels)
  return [
    {
      kind: 'table',
      head: [own.label, own.value],
      rows: rows.map(([name, text]) => [cutUnits(oneLine(name), 100), cutUnits(text, MAX.label)]),
    },
  ]
}

/** Where there are several: one line for each. */
export function alertList(view: View, notification: Notification, options: RenderOptions): Block[] {
  const phrases = phrasesOf(options.language)
  const all = [...view.firing, ...view.resolved]
  if (all.length < 2) return []
  const item = (alert: AlertSnapshot): Line => {
    const ended = alert.status === 'resolved'
    const current = ended ? undefined : annotation(alert, 'value', options.language)
    const span = spanText((alert.endsAt ?? notification.decidedAt) - alert.startsAt, options.language)
    return [
      ...(ended ? [words(`${phrases.resolved} `)] : []),
      code(cutUnits(distinguishing(alert, notification, options.language), MAX.row)),
      ...(current === undefined ? [] : [words(' '), code(cutUnits(current, MAX.label))]),
      words(` (${ended ? phrases.lasted(span) : phrases.lasting(span)})`),
    ]
  }
  return [
    { kind: 'heading', text: phrases.alerts(all.length) },
    { kind: 'list', items: foldItems(all.map(item), phrases.more) },
  ]
}

/** As many as fit; the rest is counted. */
function foldItems(items: readonly Line[], more: (count: number) => string): Line[] {
  let size = 0
  const fit = items.findIndex((item) => {
    size += item.reduce((sum, { text }) => sum + text.length + 2, 4)
    return size > MAX.rows
  })
  return fit < 0 ? [...items] : [...items.slice(0, fit), [words(more(items.length - fit))]]
}

function evidenceOf(view: View, options: RenderOptions): Block[] {
  const { evidence } = view
  if (!evidence) return []
  const phrases = phrasesOf(options.language)
  const time = (at: number) => fullTime(at, options.timeZone)
  const lines = phrases.lines(evidence.count, evidence.kinds)
  const traces = view.traces.slice(0, MAX.traces).flatMap(({ id, url }, index): Inline[] => {
    const name = cutUnits(id, 64)
    const shown: Inline = url === undefined ? code(name) : { kind: 'link', text: name, url, code: true }
    return index === 0 ? [shown] : [words(' '), shown]
  })
  return [
    { kind: 'heading', text: phrases.evidence },
    ...paragraph([words(phrases.seen(lines, time(evidence.firstAt), time(evidence.lastAt)))]),
    ...sampleBlock(evidence.samples),
    ...(traces.length > 0 ? paragraph([words(`${phrases.traces}${phrases.colon}`), ...traces]) : []),
  ]
}

/** Log lines as they are; a stack trace keeps its line breaks. */
export function sampleBlock(samples: readonly string[]): Block[] {
  const lines = samples.slice(0, MAX.samples).map((line) => cutUnits(plainText(line).trimEnd(), MAX.sample))
  return lines.length > 0 ? [{ kind: 'code', lines }] : []
}

export function linksOf(view: Pick<View, 'links'>, language: Language): Block[] {
  const phrases = phrasesOf(language)
  const links = view.links
    .filter(({ url }) => url.length <= 2_000)
    .flatMap(({ kind, url }, index): Inline[] => {
      const link: Inline = { kind: 'link', text: phrases[kind], url }
      return index === 0 ? [link] : [words(' · '), link]
    })
  return links.length > 0 ? paragraph([words(`${ticketPhrasesOf(language).links}${phrases.colon}`), ...links]) : []
}
