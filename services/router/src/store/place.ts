import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, OperatorError } from '@tocsin/kit'

/** The database of a storage directory, which is made where it is missing. Throws OperatorError. */
export function databaseIn(storagePath: string): string {
  try {
    mkdirSync(storagePath, { recursive: true })
  } catch (error) {
    throw new OperatorError(
      `--storage.path: ${storagePath} cannot be made (${codeOf(error)}); name a directory that this user may write to`,
    )
  }
  return join(storagePath, 'router.db')
}
