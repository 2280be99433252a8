/** Valkey, or the Redis that speaks the same: from PATH, else Debian's packages, unpacked under the data directory. */

import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath, isProgram, messageOf } from '@tocsin/kit'
import type { Debian } from './debian.ts'
import { libraryPathOf, withLibraries } from './libraries.ts'
import type { FindOptions, Found } from './programs.ts'
import { secretOf } from './secrets.ts'
import { type ValkeyPlace, valkeyConfig } from './valkey-spec.ts'

/** In the order of preference; Debian names its packages like the programs in them. */
const PROGRAMS = ['valkey-server', 'redis-server']

interface ValkeyProgram {
  readonly command: string
  /** Set for an unpacked one, for LD_LIBRARY_PATH. */
  readonly libraryPath?: string
}

export async function findValkey(options: FindOptions): Promise<Found<ValkeyProgram>> {
  const { dataDir, path, debian, onNote } = options
  const folder = join(dataDir, 'packages', 'valkey')
  const installed = PROGRAMS.map((name) => findOnPath(name, path)).find((found) => found !== undefined)
  if (installed !== undefined) return { ok: true, value: { command: installed } }
  const unpacked = unpackedIn(folder)
  if (unpacked) return { ok: true, value: unpacked }
  if (!debian) {
    const command = process.platform === 'darwin' ? 'brew install valkey' : 'dnf install valkey'
    return missing(`not found on PATH; install it (${command}) and start again`)
  }
  try {
    onNote('Valkey is not installed; fetching the Debian packages (nothing is installed).')
    await debian.unpack(await packagesOf(debian), folder)
    const fetched = unpackedIn(folder)
    if (fetched) return { ok: true, value: fetched }
    throw new Error('the packages have no server')
  } catch (error) {
    return missing(
      `not found on PATH, and its packages cannot be fetched (${messageOf(error)}); try: apt-get install redis-server`,
    )
  }
}

function missing(remedy: string): Found<never> {
  return { ok: false, remedy: `${remedy}. The shop runs without its cache` }
}

/** Writes the server's configuration, with its password, for its owner's eyes only. */
export function prepareValkey(program: ValkeyProgram, options: { dataDir: string; port: number }): ValkeyPlace {
  const { dataDir, port } = options
  const password = secretOf(join(dataDir, 'secrets.json'), 'valkey.shop').value
  const folder = join(dataDir, 'valkey')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const configFile = join(folder, 'valkey.conf')
  writeFileSync(`${configFile}.new`, valkeyConfig({ port, folder, password }), { mode: 0o600 })
  // One that a start left behind, when it was cut short, would have kept its mode.
  chmodSync(`${configFile}.new`, 0o600)
  renameSync(`${configFile}.new`, configFile)
  return { ...program, folder, configFile, password }
}

function unpackedIn(folder: string): ValkeyProgram | undefined {
  const command = PROGRAMS.map((name) => join(folder, 'usr', 'bin', name)).find(isProgram)
  return command === undefined ? undefined : { command, libraryPath: libraryPathOf(folder) }
}

/** The server's package holds a link into the package of the tools. */
async function packagesOf(debian: Debian): Promise<string[]> {
  const server = await debian.firstAvailable(PROGRAMS)
  if (server === undefined) throw new Error(`no package ${PROGRAMS.join(' or ')}`)
  const tools = (await debian.depends(server)).filter((name) => /^(?:valkey|redis)-/.test(name))
  return withLibraries(debian, [server, ...tools])
}
