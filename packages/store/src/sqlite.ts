/** SQLite behind one door: WAL, `synchronous=FULL`, one writer, group commit. Source: sqlite.org, "Write-Ahead Logging". */
import type { DatabaseSync } from 'node:sqlite'
import { copyTo } from './copy.ts'
import { storeError, storeErrorOf } from './errors.ts'
import { migrate } from './migrate.ts'
import { type Left, mark, openFile } from './open.ts'

export interface SqliteStore {
  /**
   * Runs `verb` inside a transaction shared with everything else that was asked for in this turn of the event loop,
   * and resolves only after that transaction is on disk. A verb that throws is undone alone; the others commit.
   * Rejects with a StoreError when the transaction itself fails.
   */
  write<T>(verb: (db: DatabaseSync) => T): Promise<T>
  /**
   * As `write`, without waiting for the disk: what it changes survives the end of the process at once, and a loss of power
   * with the next `write`, never after it. For steps that nobody outside hears of before another write has followed.
   */
  writeBehind<T>(verb: (db: DatabaseSync) => T): Promise<T>
  /** Reads what is committed. Synchronous underneath, so keep it short. */
  read<T>(verb: (db: DatabaseSync) => T): T
  /** Writes all that is committed into a new file, mode 0600, while others go on writing here. */
  copyTo(file: string): Promise<void>
  close(): void
}

export interface OpenOptions {
  /** A path, or `:memory:` for tests. */
  readonly file: string
  /** SQL by version: the first brings an empty database to version 1. Applied ones must never change. */
  readonly migrations: readonly string[]
  /** Runs in the transaction that takes the file over. */
  readonly onOpen?: (db: DatabaseSync, left: Left) => void
  /** Called once when the file cannot be used any more (I/O error, damage): stop accepting, exit, recover from the file. */
  readonly onFatal: (error: Error) => void
}

type Job = { run: (db: DatabaseSync) => void; reject: (error: Error) => void; synced: boolean }

/** Throws StoreError when the file cannot be used as it is. */
export function openSqlite({ file, migrations, onOpen, onFatal }: OpenOptions): SqliteStore {
  const db = takeOver(file, migrations, onOpen)
  let waiting: Job[] = []
  /** What to tell each caller, once the commit has returned. */
  let settled: (() => void)[] = []
  let dead: Error | undefined
  let syncing = true

  /** Takes effect with the next transaction. In the write-ahead log, NORMAL is FULL without the sync at each commit. */
  function sync(wanted: boolean): void {
    if (wanted === syncing) return
    db.exec(`pragma synchronous=${wanted ? 'full' : 'normal'}`)
    syncing = wanted
  }

  function flush(): void {
    const batch = waiting
    waiting = []
    settled = []
    try {
      if (dead) throw dead
      sync(batch.some(({ synced }) => synced))
      db.exec('begin immediate')
      for (const job of batch) job.run(db)
      db.exec('commit')
    } catch (error) {
      const failure = storeErrorOf(error, file) ?? asError(error)
      undo(db)
      // A full disk is found out before anything is synced, so the file is as it was, and room may come back.
      if (!('code' in failure && failure.code === 'DISK_FULL')) end(failure)
      for (const job of batch) job.reject(failure)
      return
    }
    for (const settle of settled) settle()
  }

  /** After a failed sync the kernel may have dropped the pages, so a second try could report a success that is none. */
  function end(failure: Error): void {
    if (dead) return
    dead = failure
    onFatal(failure)
  }

  function ask<T>(verb: (db: DatabaseSync) => T, synced: boolean): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (dead) {
        reject(dead)
        return
      }
      const run = (database: DatabaseSync): void => {
        database.exec('savepoint verb')
        try {
          const value = verb(database)
          database.exec('release verb')
          settled.push(() => resolve(value))
        } catch (error) {
          // Not this verb's fault: the others would fail as well.
          if (storeErrorOf(error, file)) throw error
          database.exec('rollback to verb')
          database.exec('release verb')
          settled.push(() => reject(asError(error)))
        }
      }
      if (waiting.push({ run, reject, synced }) === 1) setImmediate(flush)
    })
  }

  return {
    write: (verb) => ask(verb, true),
    writeBehind: (verb) => ask(verb, false),
    read: (verb) => {
      if (dead) throw dead
      try {
        return verb(db)
      } catch (error) {
        const failure = storeErrorOf(error, file)
        if (failure) end(failure)
        throw failure ?? error
      }
    },
    copyTo: async (target) => {
      if (dead) throw dead
      await copyTo(db, target, () => dead)
    },
    close: () => {
      if (waiting.length > 0) flush()
      if (!dead) {
        sync(true)
        markClosed(db)
      }
      dead ??= storeError('CLOSED', file)
      db.close()
    },
  }
}

function takeOver(file: string, migrations: readonly string[], onOpen: OpenOptions['onOpen']): DatabaseSync {
  const { db, left } = openFile(file)
  try {
    migrate(db, file, migrations)
    db.exec('begin immediate')
    mark(db, 'open')
    onOpen?.(db, left)
    db.exec('commit')
    return db
  } catch (error) {
    undo(db)
    db.close()
    throw storeErrorOf(error, file) ?? error
  }
}

/** Where it cannot be written, the next owner looks at every page, as it should. */
function markClosed(db: DatabaseSync): void {
  try {
    db.exec('begin immediate')
    mark(db, 'closed')
    db.exec('commit')
  } catch {
    undo(db)
  }
}

/** Some failures have undone the transaction already. */
function undo(db: DatabaseSync): void {
  try {
    if (db.isTransaction) db.exec('rollback')
  } catch {
    // What is not committed is not there after the next start either.
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
