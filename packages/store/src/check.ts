/** The full check: every page, every index against its table, every reference. Changes nothing. */
import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { storeError, storeErrorOf } from './errors.ts'
import { oneLine } from './open.ts'

const MAX_FINDINGS = 100

/** What is wrong, one line each; none when all is well. Throws StoreError when the file cannot be looked at. */
export function checkSqlite(file: string): string[] {
  if (!existsSync(file)) throw storeError('NO_ACCESS', file, 'there is no such file')
  let db: DatabaseSync | undefined
  try {
    db = new DatabaseSync(file, { readOnly: true, timeout: 0 })
    const pages = db.prepare(`pragma integrity_check(${MAX_FINDINGS})`).all()
    const findings = pages.map((row) => oneLine(String(row['integrity_check']))).filter((finding) => finding !== 'ok')
    const references = db.prepare('pragma foreign_key_check').all().slice(0, MAX_FINDINGS)
    return [
      ...findings,
      ...references.map(
        (row) =>
          `table ${String(row['table'])}, row ${String(row['rowid'])}: refers to a row of ${String(row['parent'])} that is not there`,
      ),
    ]
  } catch (error) {
    const failure = storeErrorOf(error, file)
    if (failure?.code !== 'DAMAGED') throw failure ?? error
    return [oneLine(error instanceof Error ? error.message : String(error))]
  } finally {
    db?.close()
  }
}
