/** From a path to a database that may be trusted, or a refusal that says why not. */
import { accessSync, constants } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { storeError, storeErrorOf } from './errors.ts'

/**
 * How the database was left. `copy`: it is a backup that was put in place. The mark lies in the database itself, so that it
 * shares the fate of what it speaks of: it is restored, copied and torn together with the rest.
 */
export type Left = 'new' | 'closed' | 'unclosed' | 'copy'

export interface OpenedFile {
  readonly db: DatabaseSync
  readonly left: Left
}

const STATE_TABLE =
  'create table if not exists store_state(one integer primary key check (one = 1), state text not null) strict'

/**
 * Takes the file for this process alone. Looks at every page only where the last owner did not close it: after a crash of
 * the machine a disk may have lied, after a clean stop it takes seconds for nothing. Throws StoreError.
 */
export function openFile(file: string): OpenedFile {
  let db: DatabaseSync | undefined
  refuseReadOnly(file)
  try {
    db = new DatabaseSync(file, { timeout: 0 })
    // One writer: exclusive locking makes a second process fail here, at its start, and not at some later write.
    db.exec('pragma locking_mode=exclusive; pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on')
    db.exec('begin immediate; commit')
    if (db.prepare('pragma synchronous').get()?.['synchronous'] !== 2)
      throw storeError('IO', file, 'synchronous=FULL was not accepted')
    const left = leftAs(db)
    if (left === 'unclosed') quickCheck(db, file)
    return { db, left }
  } catch (error) {
    db?.close()
    throw storeErrorOf(error, file) ?? error
  }
}

/** SQLite calls a read-only disk by several names. */
function refuseReadOnly(file: string): void {
  for (const path of [dirname(file), file]) {
    try {
      accessSync(path, constants.W_OK)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'no access'
      if (file !== ':memory:' && !(path === file && code === 'ENOENT')) throw storeError('NO_ACCESS', file, code)
    }
  }
}

function leftAs(db: DatabaseSync): Left {
  const tables = db.prepare(`select name from sqlite_schema where type = 'table'`).all()
  if (tables.length === 0) return 'new'
  if (!tables.some(({ name }) => name === 'store_state')) return 'unclosed'
  const state = db.prepare('select state from store_state').get()?.['state']
  return state === 'closed' || state === 'copy' ? state : 'unclosed'
}

function quickCheck(db: DatabaseSync, file: string): void {
  const finding = db.prepare('pragma quick_check(1)').get()?.['quick_check']
  if (finding !== 'ok') throw storeError('DAMAGED', file, oneLine(String(finding)))
}

/** Only inside a transaction: from then on, whatever is committed is committed after it. */
export function mark(db: DatabaseSync, state: 'open' | 'closed' | 'copy'): void {
  db.exec(STATE_TABLE)
  db.prepare('insert into store_state(one, state) values(1, ?) on conflict do update set state = excluded.state').run(
    state,
  )
}

/** SQLite begins its findings with `*** in database main ***`. */
export function oneLine(finding: string): string {
  return finding
    .replaceAll(/\*\*\*[^*]*\*\*\*\s*/g, '')
    .trim()
    .replaceAll('\n', '; ')
}
