/** When each receiver was last reached: what nobody tries for a month may have been broken for a month. */
import type { DatabaseSync } from 'node:sqlite'
import { all, number, run, text } from './rows.ts'

/** Those that are new count from now on. */
export function knowReceivers(db: DatabaseSync, receivers: readonly string[], now: number): void {
  for (const receiver of receivers) {
    run(db, 'insert into receiver_reached(receiver, at) values(?, ?) on conflict do nothing', receiver, now)
  }
}

export function receiverReached(db: DatabaseSync, receiver: string, at: number): void {
  run(
    db,
    `insert into receiver_reached(receiver, at) values(?, ?)
     on conflict do update set at = max(at, excluded.at)`,
    receiver,
    at,
  )
}

export function lastReached(db: DatabaseSync): Map<string, number> {
  const rows = all(db, 'select receiver, at from receiver_reached')
  return new Map(rows.map((row) => [text(row, 'receiver'), number(row, 'at')]))
}
