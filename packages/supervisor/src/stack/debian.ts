/** Debian packages fetched and unpacked into a directory of ours: nothing is installed, no daemon starts, no root needed. */

import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from '@tocsin/kit'

const run = promisify(execFile)
const TIMEOUT_MS = 300_000

export interface Debian {
  /** Package names that a package needs, one level, without alternatives' second choices. */
  depends(name: string): Promise<string[]>
  isInstalled(name: string): Promise<boolean>
  /** The first that the system's release has. The last must be in every release: by it the package lists are judged. */
  firstAvailable(names: readonly string[]): Promise<string | undefined>
  /** Downloads the packages and unpacks all of them into `folder`, whole or not at all. */
  unpack(names: readonly string[], folder: string): Promise<void>
}

export interface DebianOptions {
  /** For package lists of our own, when the system has none. */
  readonly stateDir: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly onNote: (note: string) => void
  readonly signal: AbortSignal
}

/** Undefined on a system without apt-get and dpkg. */
export function debian({ stateDir, env, onNote, signal }: DebianOptions): Debian | undefined {
  if (!['apt-get', 'apt-cache', 'dpkg'].every((name) => existsSync(`/usr/bin/${name}`))) return undefined
  let lists: Promise<readonly string[]> | undefined

  async function exec(command: string, args: readonly string[], cwd?: string): Promise<string> {
    const options = { cwd, env: { ...env, LC_ALL: 'C' }, signal, timeout: TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 }
    const { stdout } = await run(`/usr/bin/${command}`, [...args], options)
    return stdout
  }

  /** Options for apt: the system's package lists, or, where these are empty, lists of our own, fetched once. */
  function aptOptions(probe: string): Promise<readonly string[]> {
    lists ??= (async () => {
      // As root, apt would download as the user _apt, who may not write here.
      const system = ['-o', 'APT::Sandbox::User=root']
      if (await canDownload(probe, system)) return system
      const own = [
        ...[...system, '-o', `Dir::State::lists=${join(stateDir, 'lists')}`],
        ...['-o', `Dir::Cache=${join(stateDir, 'cache')}`],
      ]
      for (const folder of ['lists/partial', 'cache/archives/partial']) {
        mkdirSync(join(stateDir, folder), { recursive: true })
      }
      if (await canDownload(probe, own)) return own
      onNote('This machine has no package lists; fetching them into a directory of our own.')
      await exec('apt-get', ['update', '-qq', ...own])
      return own
    })()
    return lists
  }

  /** The candidate's version alone says nothing: an installed package has one even without lists. */
  async function canDownload(name: string, options: readonly string[]): Promise<boolean> {
    try {
      return (await exec('apt-get', ['download', '--print-uris', ...options, name])).trim() !== ''
    } catch {
      return false
    }
  }

  return {
    async depends(name) {
      const output = await exec('apt-cache', ['depends', '--important', ...(await aptOptions(name)), name])
      return output.split('\n').flatMap((line) => /^ {2}(?:Pre)?Depends: ([^<\s]+)$/.exec(line)?.[1] ?? [])
    },
    async isInstalled(name) {
      try {
        return (await exec('dpkg', ['--status', name])).includes('Status: install ok installed')
      } catch {
        return false
      }
    },
    async firstAvailable(names) {
      const options = await aptOptions(names.at(-1) ?? '')
      for (const name of names) if (await canDownload(name, options)) return name
      return undefined
    },
    async unpack(names, folder) {
      mkdirSync(dirname(folder), { recursive: true })
      const work = mkdtempSync(`${folder}.`)
      try {
        await exec('apt-get', ['download', '-qq', ...(await aptOptions(names[0] ?? '')), ...names], work)
        const files = readdirSync(work).filter((file) => file.endsWith('.deb'))
        if (files.length === 0) throw new Error(`apt-get downloaded nothing for ${names.join(', ')}`)
        for (const file of files) await exec('dpkg', ['-x', file, 'root'], work)
        rmSync(folder, { recursive: true, force: true })
        renameSync(join(work, 'root'), folder)
      } catch (error) {
        throw new Error(reasonOf(error), { cause: error })
      } finally {
        rmSync(work, { recursive: true, force: true })
      }
    },
  }
}

/** apt's own `E:` lines say it best. */
function reasonOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : ''
  const lines = stderr.split('\n').filter((line) => line.startsWith('E: '))
  return lines.length > 0 ? lines.join('; ') : messageOf(error)
}
