/** SQLite behind one door: WAL, `synchronous=FULL`, one writer, group commit. Source: sqlite.org, "Write-Ahead Logging". */
import { DatabaseSync } from 'node:sqlite'

/** The database cannot be used as it is; the message says which file and what to do. Never retried. */
export class StoreError extends Error {
  readonly operator = true
}

export interface SqliteStore {
  /**
   * Runs `verb` inside a transaction shared with everything else that was asked for in this turn of the event loop,
   * and resolves only after that transaction is on disk. A verb that throws is undone alone; the others commit.
   */
  write<T>(verb: (db: DatabaseSync) => T): Promise<T>
  /** Reads what is committed. Synchronous underneath, so keep it short. */
  read<T>(verb: (db: DatabaseSync) => T): T
  close(): void
}

export interface OpenOptions {
  /** A path, or `:memory:` for tests. */
  readonly file: string
  /** SQL by version: the first brings an empty database to version 1. Applied ones must never change. */
  readonly migrations: readonly string[]
  /** Called once when a commit fails (disk full, I/O error): stop accepting, exit, recover from the file. */
  readonly onFatal: (error: Error) => void
}

type Job = { run: (db: DatabaseSync) => void; reject: (error: Error) => void }

export function openSqlite({ file, migrations, onFatal }: OpenOptions): SqliteStore {
  const db = openFile(file)
  migrate(db, file, migrations)
  let waiting: Job[] = []
  /** What to tell each caller, once the commit has returned. */
  let settled: (() => void)[] = []
  let dead: Error | undefined

  function flush(): void {
    const batch = waiting
    waiting = []
    settled = []
    try {
      db.exec('begin immediate')
      for (const job of batch) job.run(db)
      db.exec('commit')
    } catch (error) {
      // Not one verb's fault: the transaction itself failed. After a failed sync the kernel may have dropped the pages,
      // so a second try could report a success that is none.
      dead = asError(error)
      if (db.isTransaction) db.exec('rollback')
      for (const job of batch) job.reject(dead)
      onFatal(dead)
      return
    }
    for (const settle of settled) settle()
  }

  return {
    write: <T>(verb: (db: DatabaseSync) => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
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
            database.exec('rollback to verb')
            database.exec('release verb')
            settled.push(() => reject(asError(error)))
          }
        }
        if (waiting.push({ run, reject }) === 1) setImmediate(flush)
      }),
    read: (verb) => verb(db),
    close: () => {
      if (waiting.length > 0 && !dead) flush()
      dead ??= new Error('the store is closed')
      db.close()
    },
  }
}

function openFile(file: string): DatabaseSync {
  try {
    const db = new DatabaseSync(file, { timeout: 0 })
    // One writer: exclusive locking makes a second process fail here, at its start, and not at some later write.
    db.exec('pragma locking_mode=exclusive; pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on')
    db.exec('begin immediate; commit')
    const level = db.prepare('pragma synchronous').get()
    if (level?.['synchronous'] !== 2) throw new StoreError(`${file}: synchronous=FULL was not accepted`)
    const finding = db.prepare('pragma integrity_check').get()?.['integrity_check']
    if (finding !== 'ok')
      throw new StoreError(
        `${file} is damaged (${String(finding)}); restore it from a backup, or move it away to start empty`,
      )
    return db
  } catch (error) {
    if (error instanceof StoreError) throw error
    const { message } = asError(error)
    if (message.includes('locked'))
      throw new StoreError(
        `${file} is in use by another process; stop that one first, or choose another --storage.path`,
      )
    throw new StoreError(`${file} cannot be opened: ${message}`)
  }
}

function migrate(db: DatabaseSync, file: string, migrations: readonly string[]): void {
  const found = Number(db.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (found > migrations.length) {
    throw new StoreError(
      `${file} has schema version ${found}, and this release knows ${migrations.length}; use the newer release that wrote it`,
    )
  }
  for (let version = found; version < migrations.length; version++) {
    db.exec('begin immediate')
    try {
      db.exec(migrations[version] ?? '')
      db.exec(`pragma user_version = ${version + 1}`)
      db.exec('commit')
    } catch (error) {
      db.exec('rollback')
      throw new StoreError(`${file}: migration to schema version ${version + 1} failed: ${asError(error).message}`)
    }
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
