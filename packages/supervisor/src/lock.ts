/** `supervisor.json`: who runs on a data directory. One supervisor per directory; a dead one's file is taken over. */

import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { codeOf, OperatorError } from '@tocsin/kit'

export interface LockContent {
  readonly pid: number
  /** Start of that process in clock ticks since boot (/proc/PID/stat), because pids come again; null where there is no /proc. */
  readonly startTicks: number | null
  /** RFC 3339. */
  readonly startedAt: string
  readonly urls: Readonly<Record<string, string>>
}

export interface Lock {
  setUrls(urls: Readonly<Record<string, string>>): void
  release(): void
}

/** Throws OperatorError that says what runs already, since when, where, and how to stop it. */
export function acquireLock(path: string, now: number): Lock {
  const content = {
    pid: process.pid,
    startTicks: startTicksOf(process.pid),
    startedAt: new Date(now).toISOString(),
    urls: {},
  }
  const own = `${path}.${process.pid}`
  const write = (urls: Readonly<Record<string, string>>): void =>
    writeFileSync(own, `${JSON.stringify({ ...content, urls }, undefined, 2)}\n`)
  write({})
  try {
    // A link appears whole or not at all, and fails when there is one: of two that start together, one wins.
    while (!tryLink(own, path)) {
      const other = readLock(path)
      if (other && isRunning(other)) throw new OperatorError(describeRunning(other))
      rmSync(path, { force: true })
    }
  } finally {
    unlinkSync(own)
  }
  return {
    setUrls(urls) {
      write(urls)
      renameSync(own, path)
    },
    release() {
      if (readLock(path)?.pid === process.pid) rmSync(path, { force: true })
    },
  }
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

/** Undefined when there is none, or when it cannot be read as one. */
export function readLock(path: string): LockContent | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return isLock(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isLock(value: unknown): value is LockContent {
  if (typeof value !== 'object' || value === null) return false
  return (
    'pid' in value &&
    typeof value.pid === 'number' &&
    'startTicks' in value &&
    (value.startTicks === null || typeof value.startTicks === 'number') &&
    'startedAt' in value &&
    typeof value.startedAt === 'string' &&
    'urls' in value &&
    typeof value.urls === 'object' &&
    value.urls !== null
  )
}

export function isRunning({ pid, startTicks }: Pick<LockContent, 'pid' | 'startTicks'>): boolean {
  const ticks = startTicksOf(pid)
  if (ticks !== null || startTicks !== null) return ticks === startTicks
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

/** Field 22 of /proc/PID/stat; the name in field 2 may hold spaces and brackets, so count from its end. */
function startTicksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : Number(fields[19])
  } catch {
    return null
  }
}

function describeRunning({ pid, startedAt, urls }: LockContent): string {
  const lines = Object.entries(urls).map(([name, url]) => `  ${name.padEnd(12)} ${url}`)
  return [
    `Tocsin runs already, as process ${pid}, since ${startedAt}.`,
    ...(lines.length > 0 ? lines : ['  (it is still starting, so it has no addresses yet)']),
    `To stop it: press Ctrl-C where it runs, or run: kill ${pid}`,
  ].join('\n')
}
