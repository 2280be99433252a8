/** The router's database as an operator handles it: take a backup, put one back, look at every page. */
import { createWriteStream, existsSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { messageOf, OperatorError } from '@tocsin/kit'
import { checkSqlite, copySqlite, restoreSqlite, StoreError } from '@tocsin/store'
import type { Downloader } from '../router-client.ts'

const DATABASE = 'router.db'
type Print = (line: string) => void

export interface BackupArguments {
  readonly to: string
  /** The directory of a router that may be stopped; undefined: ask the one that runs. */
  readonly storagePath: string | undefined
  readonly client: Downloader
  readonly print: Print
}

/** Either the whole backup is there under its name, looked through, or nothing is. */
export async function backup({ to, storagePath, client, print }: BackupArguments): Promise<number> {
  if (existsSync(to)) throw new OperatorError(`--to ${to}: it is there already; name a file that is not`)
  const part = `${to}.part`
  if (existsSync(part)) throw new OperatorError(`${part} is left of another backup; remove it first`)
  try {
    if (storagePath === undefined) await download(client, part, undefined)
    else await copyOrDownload(storagePath, part, client)
    const [finding] = checkSqlite(part)
    if (finding !== undefined) throw new OperatorError(`the backup is damaged (${finding}), and so may be the database`)
    renameSync(part, to)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
  print(`${to}: a whole backup, looked through page by page`)
  return 0
}

async function copyOrDownload(storagePath: string, part: string, client: Downloader): Promise<void> {
  try {
    await copySqlite(join(storagePath, DATABASE), part)
  } catch (error) {
    if (!(error instanceof StoreError && error.code === 'IN_USE')) throw operatorError(error)
    await download(client, part, realpathSync(storagePath))
  }
}

/** `storagePath`: what the router that answers has to hold. */
async function download(client: Downloader, part: string, storagePath: string | undefined): Promise<void> {
  await client.download('/-/backup', async (response) => {
    const theirs = decodeURIComponent(response.headers.get('tocsin-storage-path') ?? '')
    if (response.body === null || theirs === '') {
      throw new OperatorError('what answers at --router.url is no router that takes backups')
    }
    if (storagePath !== undefined && theirs !== storagePath) {
      throw new OperatorError(
        `the router that runs on ${storagePath} is another one: this one's data is in ${theirs}; --router.url says which to ask`,
      )
    }
    await pipeline(response.body, createWriteStream(part, { flags: 'wx', mode: 0o600 }))
  })
}

export interface RestoreArguments {
  readonly from: string
  readonly storagePath: string
  readonly now: number
  readonly print: Print
}

export async function restore({ from, storagePath, now, print }: RestoreArguments): Promise<number> {
  if (!existsSync(storagePath)) throw new OperatorError(`--storage.path ${storagePath}: there is no such directory`)
  const aside = join(storagePath, `${DATABASE}.before-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`)
  try {
    const replaced = await restoreSqlite({ backup: from, file: join(storagePath, DATABASE), aside })
    print(`${join(storagePath, DATABASE)} is the backup now${replaced ? `; what was there is ${aside}` : ''}`)
    return 0
  } catch (error) {
    throw operatorError(error)
  }
}

/** Prints what is wrong; gives the exit code. */
export function checkStorage(file: string, print: Print): number {
  try {
    const findings = checkSqlite(file)
    for (const finding of findings) print(`${file}: ${finding}`)
    print(
      findings.length === 0
        ? `${file}: no problems: every page, index and reference was looked at`
        : `${file} is damaged: restore a backup (tocsin restore), or move it away to start empty`,
    )
    return findings.length === 0 ? 0 : 1
  } catch (error) {
    throw operatorError(error)
  }
}

/** The file that `--storage.path` or the first word names. */
export const databaseOf = (storagePath: string): string => join(storagePath, DATABASE)

function operatorError(error: unknown): Error {
  return error instanceof StoreError ? new OperatorError(messageOf(error)) : asError(error)
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
