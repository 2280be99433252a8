/** What a ticket is opened with: the templates of its settings, or our own words. */
import type { Notification } from '../contract.ts'
import { noteOf, textsOf } from '../templated.ts'
import { cutUnits, oneLine } from '../text/text.ts'
import { viewOf } from '../view.ts'
import type { TicketConfig } from './config.ts'
import { type Document, paragraph, strong, value } from './document.ts'
import { ticketPhrasesOf } from './phrases.ts'
import { footerOf, MAX_TITLE, renderBody, renderTitle } from './render.ts'
import type { Creating } from './state.ts'

export interface Opening {
  readonly title: string
  readonly body: Document
  /** Of the templates. */
  readonly problems: readonly string[]
}

const MAX_RAW = 28_000

export function renderOpening(config: TicketConfig, notification: Notification, state: Creating, now: number): Opening {
  const { language } = config
  const texts = textsOf(notification, now)
  const title = texts.text('title', config.title, () => '')
  const description = texts.text('description', config.description, () => '')
  const problems = texts.problems()
  const note = noteOf(problems, language)
  const own = ticketPhrasesOf(language)
  const body: Document =
    description === ''
      ? renderBody(notification, state, config)
      : [
          ...(notification.test ? paragraph([strong(own.test)]) : []),
          { kind: 'raw', text: cutUnits(description, MAX_RAW) },
          footerOf(notification, state, language),
        ]
  return {
    title:
      title === ''
        ? renderTitle(notification, language)
        : cutUnits(viewOf(notification, language).mark + oneLine(title), MAX_TITLE),
    body: note === '' ? body : [...body, ...paragraph([value(note)])],
    problems,
  }
}
