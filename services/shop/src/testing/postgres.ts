/** A PostgreSQL of the test's own. Only for tests. */

import { spawn, spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { foldersOf, isProgram } from '@tocsin/kit'
import { Client } from 'pg'
import { freePort } from './ports.ts'

export interface TestPostgres {
  readonly url: string
  readonly port: number
  stop(): Promise<void>
}

/** The folder with `initdb` and `postgres`: on PATH, or Debian's newest; undefined when there is none. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = list(debian).sort((a, b) => Number(b) - Number(a))
  const folders = [...foldersOf(process.env['PATH']), ...versions.map((version) => join(debian, version, 'bin'))]
  return folders.find((folder) => isProgram(join(folder, 'initdb')) && isProgram(join(folder, 'postgres')))
}

/** Makes a cluster in a temporary folder and starts it on a free port, as user `postgres` when run by root. */
export async function startPostgres(bin: string): Promise<TestPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-pg-'))
  const owner = process.getuid?.() === 0 ? postgresUser() : undefined
  if (owner) chownSync(folder, owner.uid, owner.gid)
  const spawnOptions = { cwd: folder, ...owner, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } }
  const data = join(folder, 'data')
  const made = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'shop', '-A', 'trust', '-E', 'UTF8', '--no-sync'], {
    ...spawnOptions,
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`)
  const port = await freePort()
  const args = ['-D', data, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-k', folder, '-F']
  const server = spawn(join(bin, 'postgres'), args, { ...spawnOptions, stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4000)
  })
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const stop = async (): Promise<void> => {
    // Immediate shutdown: the data is thrown away anyway.
    server.kill('SIGQUIT')
    await exited
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await createDatabase(port)
  } catch (error) {
    await stop()
    throw new Error(`postgres did not start: ${log}`, { cause: error })
  }
  return { url: `postgres://shop@127.0.0.1:${port}/shop`, port, stop }
}

async function createDatabase(port: number): Promise<void> {
  const giveUpAt = performance.now() + 20_000
  for (;;) {
    const client = new Client({ host: '127.0.0.1', port, user: 'shop', database: 'postgres', password: '' })
    try {
      await client.connect()
      await client.query('CREATE DATABASE shop')
      return
    } catch (error) {
      if (performance.now() > giveUpAt) throw error
      await sleep(50)
    } finally {
      await client.end().catch(() => undefined)
    }
  }
}

function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((entry) => entry.split(':'))
    .find(([name]) => name === 'postgres')
  const [uid, gid] = [Number(line?.[2]), Number(line?.[3])]
  if (!line || !uid || !gid) throw new Error('PostgreSQL does not run as root, and there is no user to run it as')
  return { uid, gid }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
