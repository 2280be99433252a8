/** A backup of a database in use. Source: sqlite.org, "Online Backup API": writes meanwhile are in the copy as well. */
import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { mark } from './open.ts'

/** Copied at once, in 4 KiB pages: small, because the owner's writes wait for each such step. */
const PAGES_PER_STEP = 64
const MAX_TRIES = 100

/**
 * The copy is one file, whole and on disk, and knows that it is a copy. `target` must not exist yet. `ended` gives the reason
 * when the source was closed meanwhile: then the copy may lack its end, and is taken away again.
 */
export async function copyTo(db: DatabaseSync, target: string, ended: () => Error | undefined): Promise<void> {
  closeSync(openSync(target, 'wx', 0o600))
  try {
    await copyPages(db, target)
    const reason = ended()
    if (reason) throw reason
    const copy = new DatabaseSync(target)
    try {
      copy.exec('pragma journal_mode=delete; begin immediate')
      mark(copy, 'copy')
      copy.exec('commit')
    } finally {
      copy.close()
    }
    sync(target)
  } catch (error) {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(target + suffix, { force: true })
    throw ended() ?? error
  }
}

/** A first step that falls into a transaction of the owner's fails without an error code (Node 24), and may be made again. */
async function copyPages(db: DatabaseSync, target: string): Promise<void> {
  for (let tried = 1; ; tried++) {
    try {
      await backup(db, target, { rate: PAGES_PER_STEP })
      return
    } catch (error) {
      const collided = error instanceof Error && 'errcode' in error && error.errcode === 0
      if (!collided || tried === MAX_TRIES) throw error
    }
  }
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
