import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { freePort, temporaryFolder } from '../testing/children.ts'
import { DEFAULT_PORTS, type StackPorts } from './ports.ts'
import { type StackEvent, type StackOptions, startStack } from './stack.ts'

/** Services that only answer, at the address in their variable or argument. */
const FAKE = `import { createServer } from 'node:http'
const argument = process.argv.find((text) => text.startsWith('--web.listen-address='))?.split('=')[1]
const address = argument ?? Object.entries(process.env).find(([key]) => key.endsWith('_LISTEN'))[1]
createServer((request, response) => response.end('ok')).listen(Number(address.split(':')[1]), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))
`

async function optionsFor(only: readonly string[]): Promise<{ options: StackOptions; events: StackEvent[] }> {
  const root = temporaryFolder()
  for (const name of ['router', 'sandbox']) {
    mkdirSync(join(root, 'services', name, 'src'), { recursive: true })
    writeFileSync(join(root, 'services', name, 'src', 'main.ts'), FAKE)
  }
  const names = Object.keys(DEFAULT_PORTS)
  const free = await Promise.all(names.map(() => freePort()))
  const ports: Partial<StackPorts> = Object.fromEntries(names.map((name, index) => [name, free[index]]))
  const events: StackEvent[] = []
  return {
    events,
    options: {
      ...{ root, dataDir: join(root, '.tocsin'), profile: 'demo', env: {}, only, ports },
      renderRules: () => Promise.resolve({ files: [] }),
      onEvent: (event) => events.push(event),
    },
  }
}

test('starts, tells addresses, refuses a second start, restarts, stops, leaves no lock', async () => {
  const { options, events } = await optionsFor(['router', 'sandbox'])
  const stack = await startStack(options)
  try {
    expect(Object.keys(stack.urls).toSorted()).toEqual(['control', 'router', 'sandbox'])
    expect(events.filter((event) => event.kind === 'answers')).toHaveLength(2)
    expect(stack.channels.every(({ target }) => target === 'sandbox')).toBe(true)
    expect((await fetch(stack.urls['control'] ?? '')).status).toBe(200)
    await expect(startStack(options)).rejects.toThrow(`Tocsin runs already, as process ${process.pid}`)

    await stack.restart('router')
    await stack.stopProcess('router')
    await expect(fetch(`${stack.urls['router']}/-/ready`)).rejects.toThrow('fetch failed')
    await stack.startProcess('router')
    expect((await fetch(`${stack.urls['router']}/-/ready`)).status).toBe(200)
  } finally {
    await stack.stop()
  }
  expect(existsSync(join(options.dataDir, 'supervisor.json'))).toBe(false)
})

test('a failed start gives everything back: the lock, the ports', async () => {
  const { options } = await optionsFor(['router'])
  const broken = { ...options, renderRules: () => Promise.reject(new Error('rules.yml:3:5: no')) }
  await expect(startStack(broken)).rejects.toThrow('rules.yml:3:5: no')
  const stack = await startStack(options)
  await stack.stop()
})

test('a start can be ended', async () => {
  const { options } = await optionsFor(['router'])
  const controller = new AbortController()
  const onEvent = (event: StackEvent): void => {
    if (event.kind === 'starting') controller.abort()
  }
  await expect(startStack({ ...options, onEvent, signal: controller.signal })).rejects.toThrow('the wait was ended')
  expect(existsSync(join(options.dataDir, 'supervisor.json'))).toBe(false)
})
