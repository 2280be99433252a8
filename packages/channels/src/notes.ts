/** What a message has to say about itself: who has it, why it came this way. Raw lines: a channel neutralises. Pure. */
import type { Notification } from './contract.ts'
import { phrasesOf } from './text/phrases.ts'
import { cutUnits, oneLine } from './text/text.ts'
import { clockTime, type Language, spanText } from './text/time.ts'

const MAX_WHY = 160

export interface NoteOptions {
  readonly language: Language
  readonly timeZone: string
}

/** In the order of their weight; empty for most messages. */
export function notesOf(notification: Notification, { language, timeZone }: NoteOptions): string[] {
  const words = phrasesOf(language)
  const { acknowledgement, escalation, insteadOf, decidedAt } = notification
  return [
    ...(escalation && !acknowledgement
      ? [words.nobodyAcknowledged(spanText(decidedAt - escalation.since, language), escalation.step)]
      : []),
    ...(acknowledgement
      ? [words.acknowledgedBy(oneLine(acknowledgement.by), clockTime(acknowledgement.at, timeZone, language))]
      : []),
    ...(insteadOf
      ? [words.insteadOf(insteadOf.receiver, cutUnits(oneLine(`${insteadOf.code} ${insteadOf.reason}`), MAX_WHY))]
      : []),
  ]
}
