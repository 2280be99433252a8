/** A mail by the templates of its settings, in our own words where there are none or where they fail. */

import { escapeHtml } from '@tocsin/kit'
import type { CompiledText } from '@tocsin/template'
import type { Notification } from '../contract.ts'
import { noteOf, type Texts, textsOf } from '../templated.ts'
import { cutUnits, oneLine, plainText } from '../text/text.ts'
import { viewOf } from '../view.ts'
import type { EmailConfig } from './config.ts'
import { renderDigest } from './digest.ts'
import { type Addressed, addressed } from './recipients.ts'
import { MAX_SUBJECT, type RenderedMail, renderMail } from './render.ts'

export interface WrittenMail {
  readonly to: Addressed
  readonly mail: Mail
  readonly problems: readonly string[]
}

/** Undefined parts are left out. */
export interface Mail extends Omit<RenderedMail, 'text' | 'html'> {
  readonly text: string | undefined
  readonly html: string | undefined
  /** Without the subject; names as written. */
  readonly headers: Readonly<Record<string, string>>
}

const MAX_HEADER = 900

export function writeMail(config: EmailConfig, notification: Notification, topic: string, now: number): WrittenMail {
  const { language } = config
  const texts = textsOf(notification, now)
  const to = addressed(config, [{ notification, texts }])
  const { mark } = viewOf(notification, language)
  const headers = headersIn(config, texts)
  const subject = headers.find(([name]) => isSubject(name))?.[1]
  const own = renderMail(notification, topic, config)
  const text = partOf(config.text, own.text, (template) => plainText(texts.text('text', template, () => own.text)))
  const html = partOf(config.html, own.html, (template) => texts.html('html', template, () => own.html))
  const note = noteOf(texts.problems(), language)
  return {
    to,
    problems: texts.problems(),
    mail: {
      subject: subject === undefined ? own.subject : cutUnits(mark + subject, MAX_SUBJECT),
      headers: Object.fromEntries(headers.filter(([name]) => !isSubject(name))),
      text: text === undefined || note === '' ? text : `${text.trimEnd()}\n\n${note}\n`,
      html: html === undefined || note === '' ? html : withLine(html, note),
      urgent: own.urgent,
    },
  }
}

/** Many groups in one mail, in our own words; a thread has one group, so it is none. */
export function writeDigest(config: EmailConfig, together: readonly Notification[], now: number): WrittenMail {
  const all = together.map((notification) => ({ notification, texts: textsOf(notification, now) }))
  const to = addressed(config, all)
  const [first] = all
  const headers = first ? headersIn(config, first.texts).filter(([name]) => !isSubject(name)) : []
  return {
    to,
    problems: all.flatMap(({ texts }) => texts.problems()),
    mail: { ...renderDigest(together, config), headers: Object.fromEntries(headers) },
  }
}

function headersIn(config: EmailConfig, texts: Texts): (readonly [name: string, value: string])[] {
  return config.headers.flatMap(([name, template]) => {
    const rendered = texts.render(template)
    if (!rendered.ok) texts.fail(`${name}: ${rendered.message}`)
    const value = rendered.ok ? cutUnits(oneLine(rendered.text), MAX_HEADER) : ''
    return value === '' ? [] : [[name, value] as const]
  })
}

function partOf<T>(template: CompiledText | null | undefined, own: T, rendered: (template: CompiledText) => T) {
  if (template === null) return undefined
  return template ? rendered(template) : own
}

/** At the end of what is shown. */
function withLine(html: string, line: string): string {
  const paragraph = `<p>${escapeHtml(line)}</p>\n`
  const end = html.toLowerCase().lastIndexOf('</body>')
  return end < 0 ? `${html}\n${paragraph}` : html.slice(0, end) + paragraph + html.slice(end)
}

function isSubject(name: string): boolean {
  return name.toLowerCase() === 'subject'
}
