/** Are the ports of a table free? Asked before anything starts, so that all that are not can be told at once. */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'
import { codeOf, OperatorError } from '@tocsin/kit'

export interface WantedPort {
  readonly service: string
  readonly port: number
}

/** Throws OperatorError that names each port in use, the service that wants it, who holds it, and what to do. */
export async function checkPorts(wanted: readonly WantedPort[]): Promise<void> {
  const free = await Promise.all(wanted.map(({ port }) => isFree(port)))
  const busy = wanted.filter((_, index) => free[index] === false)
  if (busy.length === 0) return
  throw new OperatorError(busy.map((taken) => portInUse(taken, holderOf(taken.port))).join('\n'))
}

/** One line for the operator: the port, who wants it, who has it, and the command that helps. */
export function portInUse({ service, port }: WantedPort, holder: Holder | undefined): string {
  const taken = `port ${port}, which ${service} needs, is in use by`
  const container = `docker ps --filter publish=${port}`
  if (!holder)
    return `${taken} a process that this user cannot see; find it (sudo ss -ltnp 'sport = :${port}', or ${container}), stop it and start again`
  // To kill Docker's proxy frees the port and leaves the container running, with nobody to reach it.
  if (holder.command.includes('docker-proxy'))
    return `${taken} a container; stop it (${container} names it, docker compose down stops a stack) and start again`
  return `${taken} process ${holder.pid} (${holder.command}); stop it (kill ${holder.pid}) and start again`
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error) => {
      if (codeOf(error) === 'EADDRINUSE') resolve(false)
      else reject(error)
    })
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** The process that listens. */
export interface Holder {
  readonly pid: number
  readonly command: string
}

/** Who listens on a TCP port, from /proc. Undefined where there is no /proc, or when it is another user's process. */
function holderOf(port: number): Holder | undefined {
  const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(readText(table), port))
  if (inodes.length === 0) return undefined
  const sockets = new Set(inodes.map((inode) => `socket:[${inode}]`))
  for (const entry of list('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    if (list(`/proc/${entry}/fd`).some((fd) => sockets.has(readLink(`/proc/${entry}/fd/${fd}`)))) {
      const command = readText(`/proc/${entry}/cmdline`).split('\0').filter(Boolean).slice(0, 2).join(' ')
      return { pid: Number(entry), command: command || readText(`/proc/${entry}/comm`).trim() }
    }
  }
  return undefined
}

/** Inodes of the sockets in state LISTEN (0A) on a port, out of the text of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(suffix) && fields[3] === '0A')
    .flatMap((fields) => fields[9] ?? [])
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function readLink(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
