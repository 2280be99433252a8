/** The whole stack as `npm start` starts it, on ports and in a directory of its own. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { renderRules } from '@tocsin/rules'
import { DEFAULT_PORTS, type RunningStack, startStack } from '@tocsin/supervisor'
import { routerClient, sandboxClient } from './clients.ts'
import { freePorts } from './ports.ts'

export interface TestStack {
  readonly stack: RunningStack
  readonly sandbox: ReturnType<typeof sandboxClient>
  readonly router: ReturnType<typeof routerClient>
  readonly url: (name: string) => string
  /** The rules that the stack watches: its own copy, to be edited. */
  readonly rulesDir: string
  /** SIGKILL; whoever runs the process starts it again. */
  killHard(name: string): void
  /** Resolves when the process is gone, and when it is ready again. */
  stopProcess(name: string): Promise<void>
  startProcess(name: string): Promise<void>
  stop(): Promise<void>
}

export async function startTestStack(): Promise<TestStack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tocsin-stack-'))
  // PostgreSQL runs as another user when the tests run as root, and has to get in.
  chmodSync(dataDir, 0o755)
  const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
  const rulesDir = join(dataDir, 'alert-rules')
  cpSync(join(root, 'alert-rules'), rulesDir, { recursive: true })
  const stack = await startStack({
    root,
    dataDir,
    rulesDir,
    profile: 'demo',
    env: { PATH: process.env['PATH'] },
    renderRules: (options) => renderRules({ ...options, channels: channelSchemas }),
    ports: await freePorts(Object.keys(DEFAULT_PORTS)),
    onEvent: (event) => {
      if (event.kind === 'note') console.log(`  ${event.text}`)
    },
  })
  const url = (name: string): string => {
    const found = stack.urls[name]
    if (!found) throw new Error(`the stack has no ${name}: ${JSON.stringify(stack.leftOut)}`)
    return found
  }
  return {
    stack,
    sandbox: sandboxClient(url('sandbox')),
    router: routerClient(url('router')),
    url,
    rulesDir,
    killHard: (name) => stack.kill(name, 'SIGKILL'),
    stopProcess: (name) => stack.stopProcess(name),
    startProcess: (name) => stack.startProcess(name),
    async stop() {
      await stack.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
