/** What a ticket is opened with: the templates of its settings, or our own words. */
import type { Notification } from '../contract.ts'
import { noteOf, textsOf } from '../templated.ts'
import { forMarkdown } from '../text/neutralise.ts'
import { cutUnits, oneLine, plainText } from '../text/text.ts'
import type { Language } from '../text/time.ts'
import { viewOf } from '../view.ts'
import type { TicketConfig } from './config.ts'
import { ticketPhrasesOf } from './phrases.ts'
import { joined, keyLines, MAX_BODY, MAX_TITLE, renderBody, renderTitle } from './render.ts'
import type { Creating } from './state.ts'

export interface Opening {
  readonly title: string
  readonly body: string
  /** Of the templates. */
  readonly problems: readonly string[]
}

export function renderOpening(config: TicketConfig, notification: Notification, state: Creating, now: number): Opening {
  const { language } = config
  const texts = textsOf(notification, now)
  const title = texts.text('title', config.title, () => '')
  const description = texts.text('description', config.description, () => '')
  const problems = texts.problems()
  const note = noteOf(problems, language)
  const body =
    description === '' ? renderBody(notification, state, config) : bodyOf(description, notification, state, language)
  return {
    title:
      title === ''
        ? renderTitle(notification, language)
        : cutUnits(viewOf(notification, language).mark + oneLine(title), MAX_TITLE),
    body: note === '' ? body : `${cutUnits(body, MAX_BODY - 2 * note.length - 2)}\n\n${forMarkdown(note)}`,
    problems,
  }
}

function bodyOf(text: string, notification: Notification, state: Creating, language: Language): string {
  const test = notification.test ? [`**${ticketPhrasesOf(language).test}**`] : []
  const end = keyLines(notification, state, language)
  const room = MAX_BODY - joined([test, end]).length - 4
  return joined([test, [cutUnits(plainText(text).trim(), room)], end])
}
