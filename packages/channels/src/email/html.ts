/**
 * A mail as HTML, for a phone at night. Clients differ in what they keep, so: styles at the elements, no images, nothing
 * fetched, one column. Text and background take the client's own colours, which is what a dark mode needs.
 */

import { escapeHtml as e } from '@tocsin/kit'
import type { Fact, MailContent, MailLink } from './content.ts'
import { mailPhrasesOf } from './phrases.ts'

/** White text on these has a contrast of 4.5:1 and more. */
const COLOURS: Readonly<Record<string, string>> = { critical: '#b3261e', warning: '#a04a00', info: '#2b5fd9' }
const OTHER_COLOUR = '#5a6472'
const ENDED_COLOUR = '#14804a'

const FONT =
  "-apple-system,BlinkMacSystemFont,'Segoe UI','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',Roboto,Arial,sans-serif"
const MONO = "ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace"
const LINE = '1px solid #8a94a2'

export function asHtml(content: MailContent, subject: string): string {
  const { language } = content
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return [
    `<!doctype html>`,
    `<html lang="${lang}">`,
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
    `<title>${e(subject)}</title>`,
    '<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){a.link{color:#9dbdff!important}}</style>',
    '</head>',
    '<body style="margin:0;padding:0">',
    `<div aria-hidden="true" style="display:none;max-height:0;overflow:hidden">${e(content.summary)}</div>`,
    `<div lang="${lang}" style="max-width:640px;margin:0 auto;padding:20px 16px;font:16px/1.5 ${FONT};overflow-wrap:anywhere">`,
    headline(content),
    noteList(content.notes),
    factTable(content.facts, '17px'),
    paragraphs(content.description),
    linkList(content),
    alertList(content),
    evidenceBlock(content),
    labelTable(content),
    `<p style="margin:24px 0 0;padding-top:12px;border-top:${LINE};font-size:13px">${e(content.footer)}</p>`,
    '</div>',
    '</body>',
    '</html>',
    '',
  ]
    .flatMap((part) => (typeof part === 'string' ? [part] : part))
    .join('\n')
}

function noteList(notes: readonly string[]): string[] {
  const style = `margin:0 0 14px;padding:8px 12px;border-left:4px solid ${COLOURS['warning']};font-weight:bold`
  return notes.length > 0 ? [`<p style="${style}">${notes.map(e).join('<br>\n')}</p>`] : []
}

function headline({ ended, severity, statusWord, severityWord, title }: MailContent): string[] {
  const colour = ended ? ENDED_COLOUR : Object.hasOwn(COLOURS, severity) ? COLOURS[severity] : OTHER_COLOUR
  const chip = `background:${colour};color:#ffffff;border-radius:6px;padding:3px 10px;font-weight:bold`
  const how = severityWord === '' ? '' : ` <strong>${e(severityWord)}</strong>`
  return [
    ...(statusWord === ''
      ? []
      : [`<p style="margin:0 0 10px"><span style="${chip}">${e(statusWord)}</span>${how}</p>`]),
    `<h1 style="margin:0 0 14px;font-size:22px;line-height:1.3">${e(title)}</h1>`,
  ]
}

function factTable(facts: readonly Fact[], size: string): string[] {
  if (facts.length === 0) return []
  const row = ({ name, value }: Fact) =>
    `<tr><th scope="row" style="padding:2px 16px 2px 0;text-align:left;vertical-align:top;font-weight:normal;white-space:nowrap">${e(name)}</th>` +
    `<td style="padding:2px 0;vertical-align:top;font-weight:bold">${e(value)}</td></tr>`
  return [
    `<table style="margin:0 0 16px;border-collapse:collapse;font-size:${size};line-height:1.45">`,
    ...facts.map(row),
    '</table>',
  ]
}

function paragraphs(lines: readonly string[]): string[] {
  return lines.length > 0 ? [`<p style="margin:0 0 16px">${lines.map(e).join('<br>\n')}</p>`] : []
}

/** Large enough for a thumb. */
function linkList({ links, language }: MailContent): string[] {
  if (links.length === 0) return []
  const item = ({ name, url, acts }: MailLink) => {
    const blue = COLOURS['info']
    const border = acts ? `1px solid ${blue}` : LINE
    const colours = acts ? `background:${blue};color:#ffffff;font-weight:bold` : 'color:#1a56c4'
    const style = `display:inline-block;margin:0 8px 8px 0;padding:10px 16px;border:${border};border-radius:8px;${colours};text-decoration:none`
    return `<a ${acts ? '' : 'class="link" '}href="${e(url)}" style="${style}">${e(name)}</a>`
  }
  const label = e(mailPhrasesOf(language).links)
  return [`<p role="group" aria-label="${label}" style="margin:0 0 12px">`, ...links.map(item), '</p>']
}

function heading(text: string): string {
  return `<h2 style="margin:20px 0 8px;font-size:17px">${e(text)}</h2>`
}

function alertList({ alerts }: MailContent): string[] {
  if (!alerts) return []
  const items = alerts.rows.map((row) => `<li style="margin:0 0 4px">${e(row)}</li>`)
  return [heading(alerts.heading), '<ul style="margin:0 0 16px;padding:0 0 0 20px">', ...items, '</ul>']
}

function evidenceBlock({ evidence }: MailContent): string[] {
  if (!evidence) return []
  const style = `margin:0 0 8px;padding:8px 12px;border-left:4px solid #8a94a2;font:13px/1.5 ${MONO};white-space:pre-wrap;overflow-wrap:anywhere`
  const { seen, samples, traces } = evidence
  return [
    heading(evidence.heading),
    `<p style="margin:0 0 8px">${e(seen)}</p>`,
    ...samples.map((sample) => `<pre style="${style}">${e(sample)}</pre>`),
    ...(traces
      ? [
          `<p style="margin:0 0 16px;font-size:14px">${e(traces.name)} <span style="font-family:${MONO}">${e(traces.value)}</span></p>`,
        ]
      : []),
  ]
}

function labelTable({ labels }: MailContent): string[] {
  return labels ? [heading(labels.heading), ...factTable(labels.facts, '14px')] : []
}
