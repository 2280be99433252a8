/**
 * Many groups in one message: what each line says, before any channel's markup. A channel sends as many lines as its message
 * holds; the router asks it how many these are, and keeps the rest for the next message. Pure.
 */
import type { Notification } from './contract.ts'
import { phrasesOf, severityWord } from './text/phrases.ts'
import { cutUnits, oneLine } from './text/text.ts'
import { clockTime, type Language } from './text/time.ts'
import { severityRank, viewOf } from './view.ts'

const MAX_TITLE = 80
const MAX_SERVICES = 30

export interface DigestOptions {
  readonly language: Language
  readonly timeZone: string
}

export interface DigestLine {
  readonly status: 'firing' | 'resolved'
  readonly severity: string
  /** Raw, on one line: severity, title, number of alerts, service, time. */
  readonly text: string
}

export interface Digest {
  readonly heading: string
  readonly lines: readonly DigestLine[]
}

/** As a digest orders: what fires before what is over, the most severe first, then the oldest. */
export function bySeverity(a: Notification, b: Notification): number {
  const rank = ({ status, alerts }: Notification) => (status === 'resolved' ? 1_000 : severityRank(alerts))
  return rank(a) - rank(b) || a.decidedAt - b.decidedAt
}

export function digestOf(together: readonly Notification[], options: DigestOptions): Digest {
  const resolved = together.filter(({ status }) => status === 'resolved').length
  return {
    heading: phrasesOf(options.language).digest(together.length, together.length - resolved, resolved),
    lines: together.map((notification) => digestLine(notification, options)),
  }
}

/** How many of `waiting` fit, at least 1: `sizeOf` gives what one line takes, its line break included. */
export function digestSizeOf(
  waiting: readonly Notification[],
  options: DigestOptions & { readonly room: number; readonly sizeOf: (line: DigestLine) => number },
): number {
  let left = options.room
  let fitting = 0
  for (const notification of waiting) {
    left -= options.sizeOf(digestLine(notification, options))
    if (left < 0) break
    fitting += 1
  }
  return Math.max(fitting, 1)
}

function digestLine(notification: Notification, { language, timeZone }: DigestOptions): DigestLine {
  const words = phrasesOf(language)
  const view = viewOf(notification, language)
  const word = oneLine(severityWord(view.severity, words))
  const title = cutUnits(oneLine(view.title), MAX_TITLE)
  const services = cutUnits(oneLine(view.services.join(',')), MAX_SERVICES)
  const parts = [
    `${word === '' ? '' : `[${word}] `}${title}${view.alerts.length > 1 ? words.times(view.alerts.length) : ''}`,
    ...(services === '' || title.includes(services) ? [] : [services]),
    words.from(clockTime(view.startsAt, timeZone, language)),
  ]
  return { status: view.status, severity: view.severity, text: parts.join(words.comma) }
}
