/** `.tocsin/logs/NAME.log`: the child writes to it directly, so lines survive whatever happens to the supervisor. */

import { closeSync, copyFileSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs'

const MAX_BYTES = 10 * 1024 * 1024
const TAIL_BYTES = 16 * 1024

/** Copies a file that grew too large to NAME.log.1 and empties it. Safe under a writer, because it appends. */
export function rotateLog(path: string, maxBytes = MAX_BYTES): void {
  if (sizeOf(path) <= maxBytes) return
  copyFileSync(path, `${path}.1`)
  truncateSync(path)
}

/** Bytes; 0 when there is no such file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}

/** The last lines that were written after `fromByte`; the whole file's when it has been rotated since. */
export function lastLines(path: string, fromByte: number, count: number): string[] {
  const file = tryOpen(path)
  if (file === undefined) return []
  try {
    const { size } = fstatSync(file)
    const from = Math.max(size - TAIL_BYTES, size < fromByte ? 0 : fromByte)
    const buffer = Buffer.alloc(size - from)
    const read = readSync(file, buffer, 0, buffer.length, from)
    return buffer.toString('utf8', 0, read).trimEnd().split('\n').slice(-count).filter(Boolean)
  } finally {
    closeSync(file)
  }
}

function tryOpen(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined
  }
}
