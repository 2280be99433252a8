/** A mail as plain text: for clients without HTML, watches, and whoever greps a mailbox. */
import { phrasesOf } from '../text/phrases.ts'
import type { Fact, MailContent } from './content.ts'
import { mailPhrasesOf } from './phrases.ts'

export function asText(content: MailContent): string {
  const { colon } = phrasesOf(content.language)
  const { alerts, evidence, labels, links } = content
  const line = ({ name, value }: Fact) => `${name}${colon}${value}`
  const severity = content.severityWord === '' ? '' : `[${content.severityWord}] `
  const sections = [
    [[content.statusWord, `${severity}${content.title}`].filter((word) => word !== '').join(' ')],
    content.notes,
    content.facts.map(line),
    content.description,
    links.length > 0
      ? [mailPhrasesOf(content.language).links, ...links.map(({ name, url }) => `- ${name}${colon}${url}`)]
      : [],
    alerts ? [alerts.heading, ...alerts.rows.map((row) => `- ${row}`)] : [],
    evidence
      ? [
          evidence.heading,
          evidence.seen,
          ...evidence.samples.flatMap((sample) => ['', ...sample.split('\n').map((part) => `    ${part}`)]),
          ...(evidence.traces ? ['', line(evidence.traces)] : []),
        ]
      : [],
    labels ? [labels.heading, ...labels.facts.map((fact) => `- ${line(fact)}`)] : [],
    // Two hyphens and a space begin what clients show as a signature.
    ['-- ', content.footer],
  ]
  return `${sections.flatMap((lines) => (lines.length > 0 ? [lines.join('\n')] : [])).join('\n\n')}\n`
}
