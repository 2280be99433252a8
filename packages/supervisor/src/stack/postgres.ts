/** PostgreSQL's programs: installed ones, else Debian's packages, unpacked. */

import { readdirSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { foldersOf, isProgram, messageOf } from '@tocsin/kit'
import type { Debian } from './debian.ts'
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
  const parents = [join(folder, 'usr', 'lib'), join(folder, 'lib')]
  const libraries = parents.flatMap((parent) => [parent, ...multiarchIn(parent)])
  return { ...programs, libraryPath: libraries.join(':') }
}

/** `x86_64-linux-gnu` and the like. */
function multiarchIn(parent: string): string[] {
  try {
    return readdirSync(parent).flatMap((name) => (name.includes('-linux-') ? [join(parent, name)] : []))
  } catch {
    return []
  }
}

/** The server and the libraries that are not installed yet. Left out: C's own, and LLVM, which only jit=on needs. */
async function packagesOf(debian: Debian): Promise<string[]> {
  const server = (await debian.depends('postgresql')).find((name) => /^postgresql-\d+$/.test(name))
  if (!server) throw new Error('the package "postgresql" names no server')
  const seen = new Set<string>()
  const queue = [server]
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    for (const library of await debian.depends(name)) {
      if (!library.startsWith('lib') || /^lib(?:c6$|gcc-s1|llvm)/.test(library) || seen.has(library)) continue
      if (await debian.isInstalled(library)) continue
      seen.add(library)
      queue.push(library)
    }
  }
  return [server, ...seen]
}
