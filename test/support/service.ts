/** One of our services as a real process on a port of its own choice. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
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

const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

export async function startService(
  name: string,
  options: { args?: readonly string[]; env?: Readonly<Record<string, string>> },
): Promise<Service> {
  const main = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url))
  const child = spawn(process.execPath, [main, ...(options.args ?? [])], {
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
