/** The page behind a link of a message, from what it is about to HTML. Pure; every text that came from outside is escaped. */
import { escapeHtml } from '@tocsin/kit'
import { printMatcher } from '@tocsin/rules'
import type { Alert } from '../model/alert.ts'
import type { GroupInHand } from '../store/episode-port.ts'
import { silenceMatchers } from './silence.ts'
import type { Purpose } from './token.ts'
import { type Language, WORDS, type Words } from './words.ts'

export interface Reader {
  readonly language: Language
  readonly timeZone: string
}

/** Names to choose from; whoever is not among them writes their own. */
export interface Asking {
  readonly names: readonly string[]
  /** The form came back without a name. */
  readonly nameMissing: boolean
}

/** What there is to say instead of a button. */
export type Told =
  | { readonly kind: 'acknowledged' | 'already'; readonly by: string; readonly at: number }
  | { readonly kind: 'silenced'; readonly until: number }

type Dead = 'over' | 'expired' | 'unknown' | 'limited' | 'crossSite' | 'failed'

const MAX_ALERTS = 5
const RANK = ['critical', 'warning', 'info', 'none']

/** With its one button. */
export function askPage(purpose: Purpose, group: GroupInHand, reader: Reader, asking: Asking): string {
  const words = WORDS[reader.language]
  const scope =
    purpose === 'silence'
      ? `<p class="scope">${e(words.silenceScope)} <code>${e(silenceMatchers(group.labels, group.alerts).map(printMatcher).join(', '))}</code></p>`
      : ''
  const options = asking.names.map((name) => `<option value="${e(name)}"></option>`).join('')
  const missing = asking.nameMissing ? `<p class="missing" role="alert">${e(words.nameMissing)}</p>` : ''
  // The form goes to the address of the page itself, so that the token stands nowhere else.
  return page(
    reader,
    words[purpose],
    `${aboutOf(group, reader)}
${holderOf(group, reader)}${scope}<form method="post">
${missing}<label for="name">${e(words.name)}</label>
<input id="name" name="name" list="people" required maxlength="64" autocomplete="name" enterkeyhint="done" placeholder="${e(words.namePlaceholder)}">
<datalist id="people">${options}</datalist>
<button type="submit" class="${purpose}">${e(words[purpose])}</button>
</form>
<p class="help">${e(purpose === 'acknowledge' ? words.acknowledgeHelp : words.silenceHelp)}</p>`,
  )
}

/** After the button, or where somebody else pressed it before. */
export function toldPage(told: Told, group: GroupInHand | undefined, reader: Reader): string {
  const words = WORDS[reader.language]
  const about = group ? aboutOf(group, reader) : ''
  if (told.kind === 'silenced') {
    const until = timed(words.until, told.until, reader)
    return page(reader, words.silenced, `${about}\n${result(words.silenced, until, words.silencedHelp)}`)
  }
  const mine = told.kind === 'acknowledged'
  const head = mine ? words.youHaveIt : words.hasIt(told.by)
  const line = `${mine ? `${e(told.by)} · ` : ''}${timed(words.at, told.at, reader)}`
  return page(reader, head, `${about}\n${result(head, line, mine ? words.doneHelp : words.alreadyHelp)}`)
}

/** Says nothing of any group. */
export function deadPage(kind: Dead, reader: Reader): string {
  const words = WORDS[reader.language]
  return page(
    reader,
    words[kind],
    `<section class="dead"><h1>${e(words[kind])}</h1>\n<p>${e(words[`${kind}Help`])}</p></section>`,
  )
}

/** `line` is HTML. */
function result(head: string, line: string, help: string): string {
  return `<section class="result" role="status"><h2>${e(head)}</h2>\n<p>${line}</p>\n<p class="help">${e(help)}</p></section>`
}

function holderOf({ episode }: GroupInHand, reader: Reader): string {
  const has = episode?.acknowledgement
  if (!has) return ''
  const words = WORDS[reader.language]
  return `<p class="holder">${e(words.hasIt(has.by))} · ${timed(words.at, has.at, reader)}</p>\n`
}

function aboutOf({ alerts, labels }: GroupInHand, reader: Reader): string {
  const words = WORDS[reader.language]
  const texts = [...new Set(alerts.map((alert) => summaryOf(alert, reader.language)))]
  const [first = alertnameOf(labels), ...rest] = texts
  const shown = rest.slice(0, MAX_ALERTS).map((text) => `<li>${e(text)}</li>`)
  const more = rest.length > MAX_ALERTS ? `<li>${e(words.more(rest.length - MAX_ALERTS))}</li>` : ''
  const severity = RANK.find((one) => alerts.some((alert) => alert.labels['severity'] === one)) ?? ''
  const start = Math.min(...alerts.map(({ startsAt }) => startsAt))
  const chips = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `<li>${e(name)}=${e(value)}</li>`)
  return `<section class="about severity-${severity}">
<h1>${e(first)}</h1>
${shown.length > 0 ? `<ul class="alerts">${shown.join('')}${more}</ul>\n` : ''}${
  alerts.length > 0 ? `<p class="since">${timed(words.since, start, reader)}</p>\n` : ''
}<ul class="labels">${chips.join('')}</ul>
</section>`
}

function summaryOf({ annotations, labels }: Alert, language: Language): string {
  return annotations[`summary_${language}`] || annotations['summary'] || alertnameOf(labels)
}

function alertnameOf(labels: Readonly<Record<string, string>>): string {
  return labels['alertname'] || Object.values(labels).find((value) => value !== '') || '?'
}

/** HTML; the script writes the time anew in the zone of the phone, which is not known here. */
function timed(phrase: (time: string) => string, at: number, { timeZone, language }: Reader): string {
  const shown = new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...{ timeZone, hourCycle: 'h23', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
    timeZoneName: 'short',
  }).format(at)
  const time = `<time datetime="${new Date(at).toISOString()}">${e(shown)}</time>`
  return phrase('\0').split('\0').map(e).join(time)
}

function page({ language }: Reader, title: string, body: string): string {
  const words: Words = WORDS[language]
  return `<!doctype html>
<html lang="${words.tag}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex, nofollow">
<title>${e(title)} · Tocsin</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="act.css">
<script src="act.js" defer></script>
</head>
<body>
<main>
${body}
<p class="console"><a href="../">${e(words.console)}</a></p>
</main>
</body>
</html>
`
}

/** Direction overrides would let a text read as something that it is not. */
const DECEPTIVE = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g

function e(text: string): string {
  return escapeHtml(text.replace(DECEPTIVE, ''))
}
