/** Both sides of the comparison as processes of their own, each on a free port with a folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from '../support/ports.ts'

const ROUTER = fileURLToPath(new URL('../../services/router/src/main.ts', import.meta.url))
const PEERS = ['/usr/bin/prometheus-alertmanager', '/usr/bin/alertmanager', '/usr/local/bin/alertmanager']

/** Alertmanager where it is installed; undefined where it is not, and ours is measured alone. */
export const peerPath: string | undefined = PEERS.find((path) => existsSync(path))

export type Side = 'ours' | 'theirs'

export interface Server {
  readonly side: Side
  readonly url: string
  /** Its data, which outlive it until `remove`. */
  readonly folder: string
  /** From the start of the process to the first 200 of `/-/ready`. */
  readonly readyMs: number
  /** Resident now, and at most since the start, in MiB. */
  memory(): { readonly nowMiB: number; readonly peakMiB: number }
  /** CPU seconds of all its threads until now. */
  cpuSeconds(): number
  stop(): Promise<void>
  remove(): void
}

export interface ServerOptions {
  /** The text of the configuration file. */
  readonly config: (side: Side) => string
  /** Of an earlier server, to start again on. */
  readonly folder?: string
  readonly nodeArgs?: readonly string[]
}

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startServer(side: Side, options: ServerOptions): Promise<Server> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), `tocsin-bench-${side}-`))
  const configFile = join(folder, 'router.yml')
  writeFileSync(configFile, options.config(side))
  const { port } = await freePorts(['port'])
  const url = `http://127.0.0.1:${port}`
  const flags = [
    `--config.file=${configFile}`,
    `--storage.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ]
  const startedAt = performance.now()
  const child =
    side === 'ours'
      ? spawn(process.execPath, [...(options.nodeArgs ?? []), ROUTER, ...flags], {
          stdio: ['ignore', 'ignore', 'pipe'],
        })
      : spawn(peerPath ?? '', [...flags, '--cluster.listen-address='], { stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  const exited = once(child, 'exit').then(() => void running.delete(child))
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = `${errors}${chunk.toString()}`.slice(-4_000)
  })
  await Promise.race([
    untilReady(url),
    exited.then(() => Promise.reject(new Error(`${side} ended before it was ready:\n${errors}`))),
  ])
  const pid = child.pid ?? 0
  return {
    side,
    url,
    folder,
    readyMs: performance.now() - startedAt,
    memory: () => memoryOf(pid),
    cpuSeconds: () => cpuOf(pid),
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

async function untilReady(url: string): Promise<void> {
  for (;;) {
    const ready = await fetch(`${url}/-/ready`).then(
      (response) => response.ok,
      () => false,
    )
    if (ready) return
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function memoryOf(pid: number): { nowMiB: number; peakMiB: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const kibOf = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1])
  return { nowMiB: kibOf('VmRSS') / 1024, peakMiB: kibOf('VmHWM') / 1024 }
}

/** Clock ticks are hundredths of a second on every Linux that Node runs on. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
