/** A message of lines that may not pass a size: what can grow is the list in the middle, and it says how much is missing. Pure. */
import { foldLines } from '../text/text.ts'
import { cutJson, jsonSize } from './size.ts'

export interface Parts {
  readonly before: readonly string[]
  /** Folded where they do not fit, the rest counted by `more`. */
  readonly rows: readonly string[]
  readonly after: readonly string[]
  readonly more: (count: number) => string
}

/** At most `max` bytes inside JSON. */
export function fitted({ before, rows, after, more }: Parts, max: number): string {
  const sizeOf = (line: string) => jsonSize(`${line}\n`)
  const room = [...before, ...after].reduce((left, line) => left - sizeOf(line), max)
  return cutJson([...before, ...foldLines(rows, Math.max(room, 0), more, sizeOf), ...after].join('\n'), max)
}
