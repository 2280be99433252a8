/** Which configurations were in force, and since when. */
import type { DatabaseSync } from 'node:sqlite'
import { insert, number, one, run, text } from './rows.ts'

export function configurationLoaded(db: DatabaseSync, config: string, now: number): number {
  const last = one(db, 'select id, config from config_version order by id desc limit 1')
  if (last && text(last, 'config') === config) return number(last, 'id')
  return insert(db, 'insert into config_version(loaded_at, config) values(?, ?)', now, config)
}

/** All but the newest that were replaced before `before`: decisions about them are gone as well. */
export function pruneConfigurations(db: DatabaseSync, before: number): void {
  run(
    db,
    `delete from config_version where exists (
       select 1 from config_version as next where next.id > config_version.id and next.loaded_at < ?)`,
    before,
  )
}
