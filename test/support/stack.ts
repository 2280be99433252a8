/** The whole stack as `npm start` starts it, on ports and in a directory of its own. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
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
  stop(): Promise<void>
}

export async function startTestStack(): Promise<TestStack> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tocsin-stack-'))
  // PostgreSQL runs as another user when the tests run as root, and has to get in.
  chmodSync(dataDir, 0o755)
  const stack = await startStack({
    root: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    dataDir,
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
    async stop() {
      await stack.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
