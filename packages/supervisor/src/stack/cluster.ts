/** The database cluster of the stack: made on the first start, with a role and a database `shop`. */

import { execFile } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/kit'
import type { Owner } from './owner.ts'
import type { PostgresPrograms } from './postgres.ts'
import { type PostgresPlace, postgresEnv } from './postgres-spec.ts'
import { secretOf } from './secrets.ts'

export interface ClusterOptions {
  readonly programs: PostgresPrograms
  /** A directory that belongs to the owner. */
  readonly home: string
  readonly owner: Owner | undefined
  readonly secretsFile: string
  readonly signal: AbortSignal
}

/** Makes what is missing. The cluster appears whole under its name, so a first start that was cut short does no harm. */
export async function prepareCluster(options: ClusterOptions): Promise<PostgresPlace> {
  const { programs, home, owner, secretsFile } = options
  const password = secretOf(secretsFile, 'postgres.shop')
  // One per major version: a server refuses the files of another.
  const dataDir = join(home, `data-${await majorVersion(options)}`)
  const socketDir = join(home, 'run')
  mkdirSync(socketDir, { recursive: true, mode: 0o700 })
  if (owner) chownSync(socketDir, owner.uid, owner.gid)
  if (!existsSync(dataDir)) await create(options, dataDir, password.value)
  else if (password.isNew) await single(options, dataDir, [`ALTER ROLE shop PASSWORD '${password.value}'`])
  return {
    postgres: programs.postgres,
    dataDir,
    socketDir,
    password: password.value,
    ...(programs.libraryPath === undefined ? {} : { libraryPath: programs.libraryPath }),
    ...(owner ? { owner } : {}),
  }
}

async function create(options: ClusterOptions, dataDir: string, password: string): Promise<void> {
  const fresh = `${dataDir}.new`
  const passwordFile = join(options.home, 'initdb-password')
  rmSync(fresh, { recursive: true, force: true })
  writeFileSync(passwordFile, `${secretOf(options.secretsFile, 'postgres.superuser').value}\n`, { mode: 0o600 })
  if (options.owner) chownSync(passwordFile, options.owner.uid, options.owner.gid)
  try {
    const flags = ['--username=postgres', '--auth=scram-sha-256', '--encoding=UTF8', '--locale=C', '--no-instructions']
    await execute(options, options.programs.initdb, ['-D', fresh, `--pwfile=${passwordFile}`, ...flags])
  } finally {
    rmSync(passwordFile, { force: true })
  }
  await single(options, fresh, [
    `CREATE ROLE shop LOGIN PASSWORD '${password}'`,
    // A statement of its own: it cannot run in a transaction.
    'CREATE DATABASE shop OWNER shop',
  ])
  renameSync(fresh, dataDir)
}

/** Statements on a cluster that does not run, one per line, by the server's single-user mode; needs no psql. */
async function single(options: ClusterOptions, dataDir: string, statements: readonly string[]): Promise<void> {
  const args = ['--single', '-D', dataDir, '-c', 'jit=off', 'postgres']
  const stderr = await execute(options, options.programs.postgres, args, `${statements.join('\n')}\n`)
  // It goes on after a failed statement, and ends with 0. The line of the statement, with the password, is not shown.
  const error = stderr.split('\n').find((line) => /\b(?:ERROR|FATAL|PANIC):/.test(line))
  if (error !== undefined) throw new OperatorError(`preparing the database in ${dataDir}: ${error}`)
}

async function majorVersion(options: ClusterOptions): Promise<string> {
  const { stdout } = await call(options, options.programs.postgres, ['--version'], '')
  const major = /\b(\d+)/.exec(stdout)?.[1]
  if (major === undefined) throw new OperatorError(`${options.programs.postgres} --version says "${stdout.trim()}"`)
  return major
}

async function execute(options: ClusterOptions, command: string, args: readonly string[], input = ''): Promise<string> {
  return (await call(options, command, args, input)).stderr
}

function call(
  { programs, owner, home, signal }: ClusterOptions,
  command: string,
  args: readonly string[],
  input: string,
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const env = postgresEnv(programs.libraryPath)
    const child = execFile(command, [...args], { cwd: home, env, signal, ...owner }, (error, stdout, stderr) => {
      if (error) reject(new OperatorError(`${command} failed: ${stderr.trim() || error.message}`))
      else resolve({ stdout, stderr })
    })
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}
