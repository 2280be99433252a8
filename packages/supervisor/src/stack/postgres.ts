/** PostgreSQL's programs: installed ones, else Debian's packages, unpacked. */

import { readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { foldersOf, isProgram, messageOf } from '@tocsin/kit'
import type { Debian } from './debian.ts'
import { libraryPathOf, withLibraries } from './libraries.ts'
import type { Found } from './programs.ts'

export interface PostgresPrograms {
  readonly postgres: string
  readonly initdb: string
  /** Set for unpacked ones, for LD_LIBRARY_PATH. */
  readonly libraryPath?: string
}

export interface FindPostgresOptions {
  readonly path: string | undefined
  readonly debian: Debian | undefined
  /** Where packages are unpacked: its user must get there. */
  readonly packagesDir: string
  readonly onNote: (note: string) => void
  /** Debian's, /usr/lib/postgresql; told apart for tests. */
  readonly installedDir?: string
}

export async function findPostgres(options: FindPostgresOptions): Promise<Found<PostgresPrograms>> {
  const folder = join(options.packagesDir, 'postgresql')
  const installed =
    programsIn([...foldersOf(options.path), ...versionsIn(options.installedDir ?? '/usr/lib/postgresql')]) ??
    unpackedIn(folder)
  if (installed) return { ok: true, value: installed }
  if (!options.debian) {
    const command = process.platform === 'darwin' ? 'brew install postgresql@17' : 'dnf install postgresql-server'
    return { ok: false, remedy: `not found on PATH; install it (${command}) and start again` }
  }
  try {
    options.onNote('PostgreSQL is not installed; fetching the Debian packages (nothing is installed).')
    await options.debian.unpack(await packagesOf(options.debian), folder)
    const unpacked = unpackedIn(folder)
    if (unpacked) return { ok: true, value: unpacked }
    throw new Error('the package has no initdb')
  } catch (error) {
    return {
      ok: false,
      remedy: `not found, and its packages cannot be fetched (${messageOf(error)}); try: apt-get install postgresql`,
    }
  }
}

/** `postgres` on PATH is often a link; the programs beside the real one belong together. */
function programsIn(folders: readonly string[]): PostgresPrograms | undefined {
  for (const folder of folders) {
    const link = join(folder, 'postgres')
    if (!isProgram(link)) continue
    const postgres = realpathSync(link)
    const initdb = join(dirname(postgres), 'initdb')
    if (isProgram(initdb)) return { postgres, initdb }
  }
  return undefined
}

/** `PREFIX/15/bin`, newest first. */
function versionsIn(prefix: string): string[] {
  try {
    const versions = readdirSync(prefix).filter((name) => /^\d+$/.test(name))
    return versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(prefix, version, 'bin'))
  } catch {
    return []
  }
}

function unpackedIn(folder: string): PostgresPrograms | undefined {
  const programs = programsIn(versionsIn(join(folder, 'usr', 'lib', 'postgresql')))
  if (!programs) return undefined
  return { ...programs, libraryPath: libraryPathOf(folder) }
}

/** Which server the system's release has, with what it needs. LLVM is not there: only jit=on needs it. */
async function packagesOf(debian: Debian): Promise<string[]> {
  const server = (await debian.depends('postgresql')).find((name) => /^postgresql-\d+$/.test(name))
  if (!server) throw new Error('the package "postgresql" names no server')
  return withLibraries(debian, [server])
}
