/** Asks a started process whether it is ready, until it is or nobody wants to know any more. */

import { readFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Readiness } from './spec.ts'

const POLL_MS = 100
const ATTEMPT_MS = 2_000

/** True once ready; false when `signal` aborts first. */
export async function waitUntilReady(readiness: Readiness, pid: number, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    if (await isReady(readiness, pid, AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]))) {
      return !signal.aborted
    }
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined)
  }
  return false
}

async function isReady(readiness: Readiness, pid: number, signal: AbortSignal): Promise<boolean> {
  switch (readiness.kind) {
    case 'http':
      try {
        const response = await fetch(readiness.url, { signal, redirect: 'manual' })
        await response.body?.cancel()
        return response.ok
      } catch {
        return false
      }
    case 'tcp':
      return accepts(readiness.host, readiness.port, signal)
    case 'postmaster': {
      const lines = (await readFile(readiness.pidFile, 'utf8').catch(() => '')).split('\n')
      return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
    }
  }
}

function accepts(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
