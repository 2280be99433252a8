/** `tocsin history` as text, one line for each entry. Pure. */
import type { HistoryEntry } from './contract.ts'
import { clock, labelsText, plain } from './words.ts'

const KIND_WIDTH = 17

export function historyLine(entry: HistoryEntry, timeZone: string): string {
  return `${clock(entry.at, timeZone)}  ${entry.kind.padEnd(KIND_WIDTH)}${plain(textOf(entry, timeZone))}`
}

function textOf(entry: HistoryEntry, timeZone: string): string {
  switch (entry.kind) {
    case 'alert':
      return `${entry.event === 'expired' ? 'not reported again' : entry.event}  ${labelsText(entry.labels)}`
    case 'decision':
      return `${entry.receiver}  ${labelsText(entry.groupLabels)}  ${entry.reason} (${count(entry.alerts, 'alert')})`
    case 'acknowledgement': {
      const who = entry.event === 'lapsed' ? 'lapsed, of' : `${entry.event} by`
      const via = entry.via === '' ? '' : ` (${entry.via})`
      return `${entry.receiver}  ${labelsText(entry.groupLabels)}  ${who} ${entry.by}${via}`
    }
    case 'attempt': {
      const { receiver, target, status, n, groups, outcome, code, reason } = entry
      const nth = `${n === 1 ? '' : `, attempt ${n}`}${groups === undefined ? '' : `, one message about ${groups} groups`}`
      return `${receiver}  ${target}  ${status}${nth}: ${outcome}${code ? ` ${code}` : ''}${reason ? `: ${reason}` : ''}`
    }
    case 'hold': {
      const { receiver, target, status, until, reason } = entry
      return `${receiver}  ${target}  ${status}: waits until ${clock(until, timeZone)}: ${reason}`
    }
    case 'silence': {
      const { event, matchers, createdBy, comment, endsAt } = entry
      const until = event === 'expired' ? '' : ` until ${clock(endsAt, timeZone)}`
      return `${event} by ${createdBy}${until}: {${matchers.join(',')}}  ${comment}`
    }
    case 'configuration':
      return `version ${entry.version} in force`
  }
}

function count(n: number, what: string): string {
  return `${n} ${n === 1 ? what : `${what}s`}`
}
