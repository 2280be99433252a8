export { openSqlite, type SqliteStore, StoreError } from './sqlite.ts'
