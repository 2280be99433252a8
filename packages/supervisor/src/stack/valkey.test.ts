import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { createSupervisor } from '../supervisor.ts'
import { freePort, temporaryFolder } from '../testing/children.ts'
import type { Debian } from './debian.ts'
import { findValkey, prepareValkey } from './valkey.ts'
import { valkeySpec } from './valkey-spec.ts'

function program(folder: string, name: string): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, '#!/bin/sh\n')
  chmodSync(file, 0o755)
  return file
}

/** A release with these packages and what they depend on; what is unpacked has the programs named `*-server`. */
function release(packages: Readonly<Record<string, readonly string[]>>): Debian & { unpacked: readonly string[] } {
  return {
    unpacked: [],
    depends: (name) => Promise.resolve([...(packages[name] ?? [])]),
    isInstalled: (name) => Promise.resolve(name === 'libssl3'),
    firstAvailable: (names) => Promise.resolve(names.find((name) => name in packages)),
    unpack(names, folder) {
      this.unpacked = names
      for (const name of names.filter((entry) => entry.endsWith('-server'))) program(join(folder, 'usr', 'bin'), name)
      return Promise.resolve()
    },
  }
}

const BOOKWORM = {
  'redis-server': ['lsb-base', 'redis-tools'],
  'redis-tools': ['adduser', 'libc6', 'libjemalloc2', 'libssl3', 'libsystemd0'],
  libsystemd0: ['libcap2'],
}

test.each([
  [['valkey-server', 'redis-server'], 'valkey-server'],
  [['redis-server'], 'redis-server'],
])('on PATH: of %j it takes %s, and asks for no package', async (there, taken) => {
  const path = temporaryFolder()
  for (const name of there) program(path, name)
  const debian = release(BOOKWORM)
  const found = await findValkey({ dataDir: temporaryFolder(), path, debian, onNote: () => undefined })
  expect(found).toEqual({ ok: true, value: { command: join(path, taken) } })
  expect(debian.unpacked).toEqual([])
})

test.each([
  [
    'redis where there is no valkey',
    BOOKWORM,
    ['redis-server', 'redis-tools', 'libjemalloc2', 'libsystemd0', 'libcap2'],
  ],
  [
    'valkey where there is one',
    { ...BOOKWORM, 'valkey-server': ['valkey-tools'], 'valkey-tools': ['libc6'] },
    ['valkey-server', 'valkey-tools'],
  ],
])('unpacked with the libraries that are not installed: %s', async (_, packages, wanted) => {
  const debian = release(packages)
  const options = { dataDir: temporaryFolder(), path: '/nowhere', debian, onNote: () => undefined }
  const found = await findValkey(options)
  expect(debian.unpacked).toEqual(wanted)
  const folder = join(options.dataDir, 'packages', 'valkey', 'usr')
  const value = {
    command: join(folder, 'bin', wanted[0] ?? ''),
    libraryPath: expect.stringContaining(join(folder, 'lib')),
  }
  expect(found).toEqual({ ok: true, value })
  expect(await findValkey({ ...options, debian: undefined })).toEqual(found)
})

test.each<[string, Debian | undefined, string]>([
  ['without Debian', undefined, 'install valkey'],
  ['without such a package', release({}), 'apt-get install redis-server'],
  [
    'without a mirror',
    { ...release(BOOKWORM), unpack: () => Promise.reject(new Error('E: no route')) },
    'cannot be fetched (E: no route)',
  ],
])('%s it is left out, with what brings it', async (_, debian, said) => {
  const found = await findValkey({ dataDir: temporaryFolder(), path: '/nowhere', debian, onNote: () => undefined })
  expect(found).toMatchObject({ ok: false, remedy: expect.stringContaining(said) })
  expect(found).toMatchObject({ remedy: expect.stringContaining('The shop runs without its cache') })
})

/** What the server says to one command. */
function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port }, () => socket.end(`${command}\r\n`))
    let answer = ''
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString()
    })
    socket.once('error', reject)
    socket.once('close', () => resolve(answer))
  })
}

test('the real server: up within its table entry, its password asked for and seen by nobody, nothing on disk', async (context) => {
  const path = process.env['PATH']
  const dataDir = join(temporaryFolder(), 'with a space')
  mkdirSync(dataDir)
  if (!findOnPath('valkey-server', path) && !findOnPath('redis-server', path)) {
    if (process.env['CI']) throw new Error('no valkey-server or redis-server on PATH')
    context.skip('no valkey-server or redis-server on PATH')
  }
  const found = await findValkey({ dataDir, path, debian: undefined, onNote: () => undefined })
  if (!found.ok) throw new Error(found.remedy)
  // Through a link, as Debian's own is one.
  const command = join(dataDir, 'valkey-server')
  symlinkSync(found.value.command, command)
  const port = await freePort()
  const place = prepareValkey({ command }, { dataDir, port })
  expect(statSync(place.configFile).mode & 0o777).toBe(0o600)
  expect(prepareValkey({ command }, { dataDir, port }).password).toBe(place.password)

  const supervisor = createSupervisor({ table: [valkeySpec(place, port)], logsDir: join(dataDir, 'logs') })
  supervisor.start()
  try {
    await supervisor.waitFor('valkey', ({ kind }) => kind === 'ready', AbortSignal.timeout(15_000))
    expect(await ask(port, 'PING')).toContain('NOAUTH')
    const asked = await ask(port, `AUTH ${place.password}\r\nCONFIG GET save appendonly maxmemory`)
    expect(asked).toContain('+OK')
    expect(asked).toContain('67108864')
    const [state] = supervisor.processes()
    const pid = state?.state.kind === 'ready' ? state.state.pid : 0
    for (const file of ['cmdline', 'environ']) {
      expect(readFileSync(`/proc/${pid}/${file}`, 'utf8')).not.toContain(place.password)
    }
    expect(readFileSync(join(dataDir, 'logs', 'valkey.log'), 'utf8')).not.toContain(place.password)
  } finally {
    const startedAt = performance.now()
    await supervisor.stop()
    expect(performance.now() - startedAt).toBeLessThan(2000)
  }
})
