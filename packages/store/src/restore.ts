/** Copies of databases that nobody uses: out of a stopped owner's directory, and back into it. */
import { chownSync, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkSqlite } from './check.ts'
import { copyTo } from './copy.ts'
import { StoreError, storeError } from './errors.ts'
import { openFile } from './open.ts'

const NEVER = (): undefined => undefined

/** As `copyTo` of a store that is open. Throws StoreError, IN_USE where the owner runs. */
export async function copySqlite(file: string, target: string): Promise<void> {
  if (!existsSync(file)) throw storeError('NO_ACCESS', file, 'there is no such file')
  const { db } = openFile(file)
  try {
    await copyTo(db, target, NEVER)
  } finally {
    db.close()
  }
}

/**
 * Puts a backup in the place of a database that nobody uses; what was there is moved to `aside`, whole or damaged as it is.
 * Gives true when there was something. Throws StoreError, and then all is as it was.
 */
export async function restoreSqlite(options: {
  readonly backup: string
  readonly file: string
  readonly aside: string
}): Promise<boolean> {
  const { backup, file, aside } = options
  const [finding] = checkSqlite(backup)
  if (finding !== undefined) throw storeError('DAMAGED', backup, finding)
  const there = existsSync(file)
  if (there) mergeLog(file)
  const next = `${file}.restoring`
  rmSync(next, { force: true })
  const source = new DatabaseSync(backup, { readOnly: true })
  try {
    await copyTo(source, next, NEVER)
  } finally {
    source.close()
  }
  // Whoever owns the directory is who will run on it.
  const { uid, gid } = statSync(dirname(file))
  if (process.getuid?.() === 0) chownSync(next, uid, gid)
  // The log of the old database would be taken for the new one's: it goes first, and the new one comes last.
  for (const suffix of ['-wal', '-shm', '']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix)
  }
  renameSync(next, file)
  return there
}

/** So that one file is left to be moved; a damaged database keeps both. */
function mergeLog(file: string): void {
  try {
    openFile(file).db.close()
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'DAMAGED')) throw error
  }
}
