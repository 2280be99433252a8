import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findOnPath } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { freePort, temporaryFolder } from '../testing/children.ts'
import { findPrometheus } from './prometheus.ts'
import { type StackEvent, startStack } from './stack.ts'

const PATH = process.env['PATH']
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && findOnPath('promtool', PATH) === undefined)

real(
  'a rule that Prometheus would refuse ends the start before any process, and the last good copy stays',
  async () => {
    const root = temporaryFolder()
    const programs = join(root, 'bin')
    mkdirSync(programs)
    writeFileSync(join(programs, 'prometheus'), '#!/bin/sh\n')
    chmodSync(join(programs, 'prometheus'), 0o755)
    const names = ['prometheus', 'control'] as const
    const free = await Promise.all(names.map(() => freePort()))
    const events: StackEvent[] = []
    let replaced = false
    const start = startStack({
      ...{ root, dataDir: join(root, '.tocsin'), profile: 'demo', only: ['prometheus'] },
      env: { PATH: `${programs}:${PATH}` },
      ports: Object.fromEntries(names.map((name, index) => [name, free[index]])),
      async renderRules({ verify }) {
        const stagedDir = temporaryFolder()
        const rules = 'groups:\n  - name: g\n    rules:\n      - alert: A\n        expr: sum(1)\n'
        writeFileSync(join(stagedDir, 'shop.rules.yml'), `# Rendered from somewhere\n${rules}`)
        await verify(stagedDir)
        replaced = true
        return { files: [] }
      },
      onEvent: (event) => events.push(event),
    })
    await expect(start).rejects.toThrow(`${join(root, 'alert-rules', 'shop.rules.yml')}:`)
    expect(replaced).toBe(false)
    expect(events).toEqual([])
  },
)

test.each([
  [['libc6'], ['prometheus']],
  [
    ['promtool', 'libc6'],
    ['prometheus', 'promtool'],
  ],
])('packages that depend on %j: unpacked are %j', async (depends, wanted) => {
  let unpacked: readonly string[] = []
  const found = await findPrometheus({
    ...{ dataDir: temporaryFolder(), path: '/nowhere', onNote: () => undefined },
    debian: {
      depends: () => Promise.resolve(depends),
      isInstalled: () => Promise.resolve(false),
      firstAvailable: () => Promise.resolve(undefined),
      unpack(names) {
        unpacked = names
        return Promise.resolve()
      },
    },
  })
  expect(found.ok).toBe(true)
  expect(unpacked).toEqual(wanted)
})
