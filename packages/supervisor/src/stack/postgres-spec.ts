/** PostgreSQL's entry in the process table. Pure. */

import { join } from 'node:path'
import type { ProcessSpec } from '../spec.ts'

/** A program that was found or fetched; `libraryPath` holds what an unpacked one links to. */
export interface PostgresPlace {
  readonly postgres: string
  readonly libraryPath?: string
  /** The cluster, and a directory for its socket. */
  readonly dataDir: string
  readonly socketDir: string
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** Of the role `shop`. */
  readonly password: string
}

const START_TIMEOUT_MS = 45_000

export function postgresSpec(place: PostgresPlace, port: number): ProcessSpec {
  return {
    name: 'postgres',
    command: place.postgres,
    args: [
      ...['-D', place.dataDir, '-p', String(port), '-k', socketDirOf(place.socketDir, port)],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'jit=off', '-c', 'max_connections=50'],
    ],
    env: postgresEnv(place.libraryPath),
    cwd: place.dataDir,
    readiness: { kind: 'postmaster', pidFile: join(place.dataDir, 'postmaster.pid'), timeoutMs: START_TIMEOUT_MS },
    dependsOn: [],
    // Fast shutdown: clients are cut, data is safe. SIGTERM would wait for clients.
    stopSignal: 'SIGINT',
    stopTimeoutMs: 6_000,
    ports: [port],
    ...place.owner,
  }
}

/** The path of a Unix socket has at most 107 bytes; without a directory there is none, and TCP remains. */
function socketDirOf(folder: string, port: number): string {
  return Buffer.byteLength(join(folder, `.s.PGSQL.${port}`)) > 107 ? '' : folder
}

/** PG* variables of the user must not reach the server; messages in English so that logs read alike everywhere. */
export function postgresEnv(libraryPath: string | undefined): Readonly<Record<string, string>> {
  return { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) }
}
