/** Valkey's entry in the process table, and what it reads. Pure. */

import type { ProcessSpec } from '../spec.ts'

export interface ValkeyPlace {
  readonly command: string
  readonly libraryPath?: string
  readonly folder: string
  /** Holds the password, which so is in no list of processes. */
  readonly configFile: string
  readonly password: string
}

/** In memory only, and bounded: what it holds is in the database too. */
export function valkeyConfig(options: { port: number; folder: string; password: string }): string {
  const { port, folder, password } = options
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'save ""',
    'appendonly no',
    'maxmemory 64mb',
    'maxmemory-policy allkeys-lru',
    'daemonize no',
    `dir ${JSON.stringify(folder)}`,
    '',
  ].join('\n')
}

export function valkeySpec(place: ValkeyPlace, port: number): ProcessSpec {
  const { command, libraryPath, folder, configFile } = place
  return {
    name: 'valkey',
    command,
    args: [configFile],
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', ...(libraryPath ? { LD_LIBRARY_PATH: libraryPath } : {}) },
    cwd: folder,
    readiness: { kind: 'tcp', host: '127.0.0.1', port, timeoutMs: 15_000 },
    dependsOn: [],
    stopTimeoutMs: 2_000,
    ports: [port],
  }
}
