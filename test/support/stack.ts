/** The stack that the tests look at: the containers of this run, where there are some, else one as `npm start` starts it. */
import { chmodSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { channelSchemas } from '@tocsin/channels'
import { renderRules } from '@tocsin/rules'
import { DEFAULT_PORTS, startStack } from '@tocsin/supervisor'
import { inject } from 'vitest'
import { routerClient, sandboxClient } from './clients.ts'
import { type ComposeHandle, controlsOf } from './compose.ts'
import { freePorts } from './ports.ts'

export interface TestStack {
  readonly sandbox: ReturnType<typeof sandboxClient>
  readonly router: ReturnType<typeof routerClient>
  readonly url: (name: string) => string
  /** The rules that the stack watches: its own copy, to be edited. */
  readonly rulesDir: string
  /** SIGKILL; whoever runs the process starts it again. */
  killHard(name: string): Promise<void>
  /** Resolves when the process is gone, and when it is ready again. */
  stopProcess(name: string): Promise<void>
  startProcess(name: string): Promise<void>
  stop(): Promise<void>
}

export function startTestStack(): Promise<TestStack> {
  const containers = inject('compose')
  return containers ? Promise.resolve(testStackOf(containers)) : startLocalStack()
}

/** The same for all files of the run, so that none may stop it. */
function testStackOf(containers: ComposeHandle): TestStack {
  const url = lookUp(containers.urls, `left out: ${containers.leftOut.join(', ')}`)
  return {
    ...clientsOf(url),
    ...controlsOf(containers),
    stop: () => Promise.resolve(),
  }
}

async function startLocalStack(): Promise<TestStack> {
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
  return {
    ...clientsOf(lookUp(stack.urls, JSON.stringify(stack.leftOut))),
    rulesDir,
    killHard: async (name) => stack.kill(name, 'SIGKILL'),
    stopProcess: (name) => stack.stopProcess(name),
    startProcess: (name) => stack.startProcess(name),
    async stop() {
      await stack.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function lookUp(urls: Readonly<Record<string, string>>, leftOut: string): (name: string) => string {
  return (name) => {
    const found = urls[name]
    if (!found) throw new Error(`the stack has no ${name} (${leftOut})`)
    return found
  }
}

function clientsOf(url: (name: string) => string) {
  return { url, sandbox: sandboxClient(url('sandbox')), router: routerClient(url('router')) }
}
