import type { DatabaseSync } from 'node:sqlite'
import { storeError, storeErrorOf } from './errors.ts'

/** Brings the schema forward, one version per transaction. Throws StoreError. */
export function migrate(db: DatabaseSync, file: string, migrations: readonly string[]): void {
  const found = Number(db.prepare('pragma user_version').get()?.['user_version'] ?? 0)
  if (found > migrations.length) {
    throw storeError(
      'SCHEMA',
      file,
      `it has schema version ${found}, and this release knows ${migrations.length}; use the newer release that wrote it`,
    )
  }
  for (let version = found; version < migrations.length; version++) {
    db.exec('begin immediate')
    try {
      db.exec(migrations[version] ?? '')
      db.exec(`pragma user_version = ${version + 1}`)
      db.exec('commit')
    } catch (error) {
      // A full disk has ended the transaction by itself.
      if (db.isTransaction) db.exec('rollback')
      const failed = storeErrorOf(error, file)
      if (failed) throw failed
      const why = error instanceof Error ? error.message : String(error)
      throw storeError('SCHEMA', file, `the migration to schema version ${version + 1} failed: ${why}`)
    }
  }
}
