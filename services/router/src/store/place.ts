import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, OperatorError } from '@tocsin/kit'

/** Beside the database, so that there is room for it where there is room for that. */
export const BACKUP_IN_PROGRESS = 'backup-in-progress.db'

/** The database of a storage directory, which is made where it is missing. Throws OperatorError. */
export function databaseIn(storagePath: string): string {
  try {
    mkdirSync(storagePath, { recursive: true })
  } catch (error) {
    throw new OperatorError(
      `--storage.path: ${storagePath} cannot be made (${codeOf(error)}); name a directory that this user may write to`,
    )
  }
  // A router that was killed while it took a backup has left a part of it.
  for (const suffix of ['', '-journal']) rmSync(join(storagePath, BACKUP_IN_PROGRESS + suffix), { force: true })
  return join(storagePath, 'router.db')
}
