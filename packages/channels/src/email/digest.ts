/** Many groups as one mail: a line for each. Pure. */
import type { Notification } from '../contract.ts'
import { type DigestLine, digestOf, digestSizeOf } from '../digest.ts'
import { phrasesOf } from '../text/phrases.ts'
import { cutUnits, linkTarget, oneLine } from '../text/text.ts'
import { foldHtml, htmlSize, type MailContent, type MailOptions } from './content.ts'
import { asHtml } from './html.ts'
import { mailPhrasesOf } from './phrases.ts'
import { MAX_SUBJECT, type RenderedMail } from './render.ts'
import { asText } from './text.ts'

/** As much as a mail shows of one group's alerts. */
const MAX_ROWS_BYTES = 25_000
const MAX_NAME = 100

export function renderDigest(together: readonly Notification[], options: MailOptions): RenderedMail {
  const { heading, lines } = digestOf(together, options)
  const { language } = options
  const words = phrasesOf(language)
  const [worst] = lines
  const url = linkTarget(`${together[0]?.externalUrl ?? ''}/#/`)
  const content: MailContent = {
    mark: together.some(({ test }) => test) ? words.test : '',
    language,
    ended: lines.every(({ status }) => status === 'resolved'),
    severity: worst?.severity ?? '',
    statusWord: '',
    severityWord: '',
    title: heading,
    summary: worst?.text ?? '',
    notes: [],
    facts: [],
    description: [],
    links: url === undefined ? [] : [{ name: words.alertPage, url, acts: false }],
    alerts: {
      heading: words.alerts(together.reduce((sum, { alerts }) => sum + alerts.length, 0)),
      rows: foldHtml(
        lines.map((line) => lineOf(line, words.resolved)),
        MAX_ROWS_BYTES,
        words.more,
      ),
    },
    evidence: undefined,
    labels: undefined,
    footer: mailPhrasesOf(language).footer(cutUnits(oneLine(together[0]?.receiver ?? ''), MAX_NAME)),
  }
  const subject = cutUnits(content.mark + heading, MAX_SUBJECT)
  return {
    subject,
    text: asText(content),
    html: asHtml(content, subject),
    urgent: !content.ended && content.severity === 'critical' && content.mark === '',
  }
}

export function mailDigestSize(waiting: readonly Notification[], options: MailOptions): number {
  const { language, timeZone } = options
  const { resolved } = phrasesOf(language)
  const sizeOf = (line: DigestLine) => htmlSize(lineOf(line, resolved)) + 1
  return digestSizeOf(waiting, { language, timeZone, room: MAX_ROWS_BYTES, sizeOf })
}

function lineOf({ status, text }: DigestLine, resolved: string): string {
  return status === 'resolved' ? `${resolved} ${text}` : text
}
