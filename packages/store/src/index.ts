export { checkSqlite } from './check.ts'
export { StoreError, type StoreErrorCode } from './errors.ts'
export type { Left } from './open.ts'
export { openSqlite, type SqliteStore } from './sqlite.ts'
