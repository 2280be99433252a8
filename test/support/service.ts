/** One of our services as a real process on a port of its own choice. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface Service {
  readonly url: string
  readonly pid: number
  /** Everything it printed. */
  output(): string
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void
  /** Resolves when the process is gone. */
  gone(): Promise<void>
  stop(): Promise<void>
}

export interface ServiceOptions {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Another copy of the repository to run from. */
  readonly root?: string
  /** A command that becomes the service, e.g. `prlimit --fsize=1000000`. */
  readonly wrap?: readonly string[]
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startService(name: string, options: ServiceOptions): Promise<Service> {
  const main = join(options.root ?? ROOT, 'services', name, 'src', 'main.ts')
  const [command = process.execPath, ...rest] = [
    ...(options.wrap ?? []),
    process.execPath,
    main,
    ...(options.args ?? []),
  ]
  const child = spawn(command, rest, {
    env: { PATH: process.env['PATH'], ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const exited = once(child, 'exit').then(() => void running.delete(child))
  let output = ''
  const address = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString()
      const match = /msg="Listening on" address=(\S+)/.exec(output)
      if (match?.[1]) resolve(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    void exited.then(() => reject(new Error(`${name} ended before it listened:\n${output}`)))
  })
  return {
    url: `http://${address}`,
    pid: child.pid ?? 0,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    gone: () => exited,
    stop: async () => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      await exited
    },
  }
}
