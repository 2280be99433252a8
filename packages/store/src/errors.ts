/** What can be wrong with a database, as a closed set of codes; every message says which file and what to do. */

export type StoreErrorCode =
  | 'IN_USE'
  | 'DAMAGED'
  /** May pass by itself: nothing was lost, and a later write may succeed. */
  | 'DISK_FULL'
  | 'NO_ACCESS'
  | 'IO'
  /** Written by a newer release, or a migration failed. */
  | 'SCHEMA'
  | 'CLOSED'

/** The database cannot be used as it is. Printed by its message alone: an operator can mend it. */
export class StoreError extends Error {
  readonly operator = true
  /** As HTTP says it, where one of these comes up in a request. */
  readonly status = 503
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** Primary result codes of SQLite. Source: sqlite.org/rescode.html. */
const CODES: ReadonlyMap<number, StoreErrorCode> = new Map([
  [3, 'NO_ACCESS'],
  [5, 'IN_USE'],
  [6, 'IN_USE'],
  [8, 'NO_ACCESS'],
  [10, 'IO'],
  [11, 'DAMAGED'],
  [13, 'DISK_FULL'],
  [14, 'NO_ACCESS'],
  [26, 'DAMAGED'],
])

/** Undefined for what is no fault of the file or its disk: a constraint, a mistake in SQL, an error of the caller's. */
export function storeErrorOf(error: unknown, file: string): StoreError | undefined {
  if (error instanceof StoreError) return error
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  // The upper bits say more about the same thing.
  const code = CODES.get(error.errcode & 0xff)
  return code && new StoreError(code, ADVICE[code](file, error.message), { cause: error })
}

const ADVICE: Readonly<Record<StoreErrorCode, (file: string, finding: string) => string>> = {
  IN_USE: (file) => `${file} is in use by another process; stop that one first, or choose another --storage.path`,
  DAMAGED: (file, finding) =>
    `${file} is damaged (${finding}); restore it from a backup, or move it and ${file}-wal away to start empty`,
  DISK_FULL: (file) => `${file} cannot be written: its disk is full; free some space there`,
  NO_ACCESS: (file, finding) =>
    `${file} cannot be opened for writing (${finding}); its directory has to exist, and this user has to be allowed to write to both; a disk that has become read-only shows in dmesg`,
  IO: (file, finding) =>
    `${file}: the disk failed (${finding}); look into dmesg, mend the disk or choose another --storage.path, and start again`,
  SCHEMA: (file, finding) => `${file}: ${finding}`,
  CLOSED: (file) => `${file} is closed`,
}

export function storeError(code: StoreErrorCode, file: string, finding = ''): StoreError {
  return new StoreError(code, ADVICE[code](file, finding))
}
