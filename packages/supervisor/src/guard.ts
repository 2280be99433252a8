/** The supervisor's side of guard.mjs: tells it which children live, and starts a new one when it dies. */

import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Signal } from './spec.ts'

export interface Guard {
  add(pid: number, signal: Signal, timeoutMs: number): void
  remove(pid: number): void
  /** Lets it go. Call after the last child has ended. */
  close(): void
}

export function startGuard(): Guard {
  const children = new Map<number, string>()
  let closed = false
  let guard = launch()

  function launch(): ChildProcess {
    // A session of its own, so that Ctrl-C in the terminal does not reach it.
    const child = spawn(process.execPath, [fileURLToPath(new URL('./guard.mjs', import.meta.url))], {
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
      env: {},
    })
    // Writing to a guard that just died fails; its exit, below, is where that is mended.
    child.stdin?.on('error', () => undefined)
    child.on('error', () => undefined)
    child.once('exit', () => {
      if (!closed) guard = launch()
    })
    for (const line of children.values()) child.stdin?.write(line)
    return child
  }

  return {
    add(pid, signal, timeoutMs) {
      const line = `add ${pid} ${signal} ${timeoutMs}\n`
      children.set(pid, line)
      guard.stdin?.write(line)
    },
    remove(pid) {
      children.delete(pid)
      guard.stdin?.write(`remove ${pid}\n`)
    },
    close() {
      closed = true
      guard.stdin?.end()
    },
  }
}
