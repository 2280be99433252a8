/** Which of an alert's log lines the readers of a ticket have not seen yet. Pure. */
import { createHash } from 'node:crypto'
import type { Evidence } from '../contract.ts'
import type { Open } from './state.ts'

export interface News {
  /** Lines since the last note; the whole count where it began anew. */
  readonly newLines: number
  readonly newSamples: readonly string[]
  /** What is known to the readers once this was sent. */
  readonly told: Open['told']
}

const REMEMBERED = 100

export function newsOf(evidence: Evidence | undefined, told: Open['told']): News {
  if (!evidence) return { newLines: 0, newSamples: [], told }
  const newSamples = evidence.samples.filter((line) => !told.seen.includes(hashOf(line)))
  // A count below the last one is that of a new occurrence.
  const newLines = evidence.count >= told.count ? evidence.count - told.count : evidence.count
  const seen = [...told.seen, ...newSamples.map(hashOf)].slice(-REMEMBERED)
  return { newLines, newSamples, told: { count: evidence.count, seen } }
}

function hashOf(line: string): string {
  return createHash('sha256').update(line).digest('hex').slice(0, 12)
}
