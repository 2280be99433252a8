/** Small real processes, free ports, and waits that poll. Only for tests. */

import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ProcessSpec } from '../spec.ts'

export interface ChildOptions {
  readonly port: number
  readonly readyAfterMs?: number
  readonly dieAfterMs?: number
  /** Does not hear SIGTERM. */
  readonly deaf?: boolean
  /** A file that gets `start|ready|stop NAME PID` lines. */
  readonly note?: string
  readonly grandchild?: { readonly name: string; readonly port: number; readonly deaf?: boolean }
}

export function childSpec(name: string, options: ChildOptions, spec: Partial<ProcessSpec> = {}): ProcessSpec {
  return {
    name,
    command: process.execPath,
    args: [fileURLToPath(new URL('./child.mjs', import.meta.url)), JSON.stringify({ name, ...options })],
    env: {},
    readiness: { kind: 'http', url: `http://127.0.0.1:${options.port}/`, timeoutMs: 20_000 },
    dependsOn: [],
    stopTimeoutMs: 5_000,
    ports: [options.port],
    ...spec,
  }
}

export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'supervisor-test-'))
}

export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Lines of a file; none when it is not there. */
export function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').filter(Boolean)
  } catch {
    return []
  }
}

/** A zombie does not live: nobody may be there to reap it. */
export function lives(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}

/** Polls until `read` is truthy; throws with the name and the budget otherwise. */
export async function until(name: string, budgetMs: number, read: () => boolean): Promise<void> {
  const giveUpAt = performance.now() + budgetMs
  while (!read()) {
    if (performance.now() > giveUpAt) throw new Error(`${name}: not within ${budgetMs} ms`)
    await sleep(20)
  }
}
