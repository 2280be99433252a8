/** `tocsin dead-letters` as text. Pure: one delivery in, lines out. */
import type { DeadLetter } from './contract.ts'
import { clock, labelsText, plain } from './words.ts'

const HOW: Readonly<Record<NonNullable<DeadLetter['end']>['how'], string>> = {
  rejected: 'refused for good',
  'given-up': 'given up after its last try',
  'not-delivered': 'accepted, and not delivered',
}

export function deadLetterLines(letter: DeadLetter, timeZone: string): string[] {
  const { id, receiver, target, status, groupLabels, finishedAt, decidedAt, end, newer } = letter
  return [
    `${clock(finishedAt ?? decidedAt, timeZone)}  ${id}  ${plain(receiver)}  ${plain(target)}  ${status}  ${plain(labelsText(groupLabels))}`,
    `    ${end ? `${HOW[end.how]}: ${plain(`${end.code} ${end.reason}`.trim())}` : 'the reason is not on record'}`,
    `    ${heardText(letter)}`,
    ...(newer
      ? [`    newer: delivery ${newer.id} of ${clock(newer.decidedAt, timeZone)}, ${newer.status}, ${newer.state}`]
      : []),
  ]
}

function heardText({ heard, standIns = [], fallback }: DeadLetter): string {
  const heardBy = standIns.filter(({ state }) => state === 'sent').map(({ receiver }) => receiver)
  if (heardBy.length > 0) return `heard instead by ${plain([...new Set(heardBy)].join(', '))}`
  if (heard) return 'heard instead by another receiver'
  const waiting = standIns.filter(({ state }) => ['waiting', 'sending', 'retrying'].includes(state))
  if (waiting.length > 0)
    return `on its way to ${plain([...new Set(waiting.map((one) => one.receiver))].join(', '))} instead`
  return `heard by nobody${fallback === undefined ? ': the receiver has no fallback' : `: ${plain(fallback)}`}`
}
