/** A notification as a short text: one line, one part of an SMS where that is possible, never over 300 characters. */
import type { Notification } from '../contract.ts'
import { digestOf, digestSizeOf } from '../digest.ts'
import { notesOf } from '../notes.ts'
import { noteOf, type Texts } from '../templated.ts'
import { type Phrases, phrasesOf, severityWord } from '../text/phrases.ts'
import { cutUnits, oneLine, plainText } from '../text/text.ts'
import { clockTime, type Language, spanText } from '../text/time.ts'
import { type View, viewOf } from '../view.ts'
import type { HttpSms } from './config.ts'

export const MAX_UNITS = 300

/** One part holds 160 septets where every character is in GSM 03.38 (of ASCII, all but the backtick), else 70 UTF-16 units. */
const ONE_PART_UNITS = 70
const ONE_PART_SEPTETS = 160
const GSM_ASCII = /^[\x20-\x5f\x61-\x7e]*$/
/** These take two septets. */
const GSM_EXTENDED = /[[\]{}~^|\\]/g

export function renderText(
  notification: Notification,
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  const words = phrasesOf(language)
  const view = viewOf(notification, language)
  const notes = notesOf(notification, { language, timeZone }).map((note) => cutUnits(note, 60) + words.comma)
  const head = headOf(view, words) + notes.join('')
  const value = view.value === undefined || view.status === 'resolved' ? '' : cutUnits(oneLine(view.value), 30)
  const service = cutUnits(oneLine(view.services.join(',')), 40)
  const when =
    view.endsAt === undefined
      ? words.from(clockTime(view.startsAt, timeZone, language))
      : words.lasted(spanText(view.endsAt - view.startsAt, language))
  // A summary is a sentence; here it is the first part of a list.
  const title =
    oneLine(view.title).replace(/[.。]+$/, '') + (view.alerts.length > 1 ? words.times(view.alerts.length) : '')
  // What the summary says already is not said twice.
  const unsaid = [value, service].filter((part) => part !== '' && !title.includes(part))
  const tail = [...unsaid, when].join(words.comma)
  const full = `${head}${title}${words.comma}${tail}`
  if (fitsOnePart(full)) return full
  const short = [`${head}${title}`, ...unsaid].join(words.comma)
  if (fitsOnePart(short)) return short
  // Two parts cost more than one, but half an alert costs a phone call: cut only what passes the cap.
  const room = MAX_UNITS - head.length - tail.length - words.comma.length
  return cutUnits(`${head}${cutUnits(title, Math.max(room, 40))}${words.comma}${tail}`, MAX_UNITS)
}

/** By the template of the settings, or in our own words; with a template's failure at the end, as far as there is room. */
export function renderShort(
  texts: Texts,
  notification: Notification,
  config: HttpSms,
  together: readonly Notification[] = [],
): string {
  if (together.length > 0) return renderDigest(together, config)
  const { language } = config
  const own = () => renderText(notification, config)
  const { mark } = viewOf(notification, language)
  const text = texts.text('text', config.text, () => '')
  const note = noteOf(texts.problems(), language)
  if (note !== '') return cutUnits(`${own()} ${oneLine(note)}`, MAX_UNITS)
  return text === '' ? own() : cutUnits(mark + plainText(text).trim(), MAX_UNITS)
}

const MAX_LINE = 60
/** `[Tocsin] `, the counts, and a test's mark. */
const DIGEST_HEAD = 60

/** How many groups one text names. */
export function digestRoom(
  waiting: readonly Notification[],
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): number {
  const sizeOf = ({ text }: { readonly text: string }) => Math.min(text.length, MAX_LINE) + 4
  return digestSizeOf(waiting, { language, timeZone, room: MAX_UNITS - DIGEST_HEAD, sizeOf })
}

function renderDigest(
  together: readonly Notification[],
  { language, timeZone }: { readonly language: Language; readonly timeZone: string },
): string {
  const { heading, lines } = digestOf(together, { language, timeZone })
  const words = phrasesOf(language)
  const mark = together.some(({ test }) => test) ? words.test : ''
  const named = lines.map(({ text }, index) => `${index + 1}) ${cutUnits(text, MAX_LINE)}`)
  return cutUnits(`[Tocsin] ${mark}${heading}${words.colon}${named.join(' ')}`, MAX_UNITS)
}

function headOf(view: View, words: Phrases): string {
  const status = view.status === 'firing' ? words.firing : words.resolved
  const severity = cutUnits(oneLine(severityWord(view.severity, words)), 20)
  return `[Tocsin] ${view.mark}${status} ${severity === '' ? '' : `[${severity}] `}`
}

function fitsOnePart(text: string): boolean {
  if (!GSM_ASCII.test(text)) return text.length <= ONE_PART_UNITS
  return text.length + (text.match(GSM_EXTENDED)?.length ?? 0) <= ONE_PART_SEPTETS
}
