import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OperatorError } from '@tocsin/kit'
import { expect, test } from 'vitest'
import { freePort, temporaryFolder } from '../testing/children.ts'
import { findOnPath } from './programs.ts'
import { findPrometheus } from './prometheus.ts'
import { promtoolOf, verifyMetricRules } from './promtool.ts'
import { type StackEvent, startStack } from './stack.ts'

const PATH = process.env['PATH']
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && findOnPath('promtool', PATH) === undefined)

const ruleFile = (expr: string): string =>
  `# Rendered from somewhere\ngroups:\n  - name: g\n    rules:\n      - alert: A\n        expr: ${expr}\n`

function program(folder: string, name: string, text = '#!/bin/sh\n'): string {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, text)
  chmodSync(file, 0o755)
  return file
}

function verify(files: Readonly<Record<string, string>>, prometheus: string, path = PATH) {
  const stagedDir = temporaryFolder()
  for (const [name, text] of Object.entries(files)) writeFileSync(join(stagedDir, name), text)
  const notes: string[] = []
  const { signal } = new AbortController()
  const onNote = (note: string): void => void notes.push(note)
  const done = verifyMetricRules({ prometheus, path, stagedDir, rulesDir: '/repo/alert-rules', onNote, signal })
  return { done, notes }
}

const alone = (): string => program(temporaryFolder(), 'prometheus')

real('good rules pass, a type mistake is told at its place in the source', async () => {
  const good = verify({ 'a.rules.yml': ruleFile('rate(x[1m]) > 0') }, alone())
  await good.done
  expect(good.notes).toEqual([])
  const files = {
    'a.rules.yml': ruleFile('rate(x[1m]) > 0'),
    'b.rules.yml': ruleFile('rate(x) > 0'),
    'router.yml': '{',
  }
  const error = await verify(files, alone()).done.catch((caught: unknown) => caught)
  expect(error).toBeInstanceOf(OperatorError)
  expect(String(error)).toMatch(
    /^Error: promtool refuses the rules:\n\/repo\/alert-rules\/b\.rules\.yml:5:15: .*expected type range vector in call to function "rate"/,
  )
  expect(String(error)).not.toMatch(/a\.rules\.yml|FAILED|Checking/)
})

real('a start with such a rule ends before any process, and the last good copy stays', async () => {
  const root = temporaryFolder()
  const names = ['prometheus', 'control'] as const
  const free = await Promise.all(names.map(() => freePort()))
  const events: StackEvent[] = []
  let replaced = false
  const start = startStack({
    ...{ root, dataDir: join(root, '.tocsin'), profile: 'demo', only: ['prometheus'] },
    env: { PATH: `${temporaryFolder()}:${join(alone(), '..')}:${PATH}` },
    ports: Object.fromEntries(names.map((name, index) => [name, free[index]])),
    async renderRules({ verify: check }) {
      const stagedDir = temporaryFolder()
      writeFileSync(join(stagedDir, 'shop.rules.yml'), ruleFile('sum(1)'))
      await check(stagedDir)
      replaced = true
      return { files: [] }
    },
    onEvent: (event) => events.push(event),
  })
  await expect(start).rejects.toThrow(`${join(root, 'alert-rules', 'shop.rules.yml')}:5:15: `)
  expect(replaced).toBe(false)
  expect(events).toEqual([])
})

test('without a promtool, or with one that cannot run, the start goes on with a note', async () => {
  const files = { 'a.rules.yml': ruleFile('rate(x)') }
  const none = verify(files, alone(), '/nowhere')
  await none.done
  expect(none.notes).toEqual([expect.stringMatching(/^There is no promtool beside \/.*the types .* are not checked/)])
  const prometheus = alone()
  program(join(prometheus, '..'), 'promtool', '#!/no/such/interpreter\n')
  const broken = verify(files, prometheus)
  await broken.done
  expect(broken.notes).toEqual([expect.stringMatching(/promtool cannot be run \(/)])
})

test('nothing to check: promtool is not asked', async () => {
  const { done, notes } = verify({ 'router.yml': '' }, alone(), '/nowhere')
  await done
  expect(notes).toEqual([])
})

test('promtool: beside prometheus, beside what it is a link to, on PATH', () => {
  const [bin, linked, path] = [temporaryFolder(), temporaryFolder(), temporaryFolder()]
  const prometheus = program(bin, 'prometheus')
  expect(promtoolOf(prometheus, path)).toBeUndefined()
  const onPath = program(path, 'promtool')
  expect(promtoolOf(prometheus, path)).toBe(onPath)
  const beside = program(bin, 'promtool')
  const link = join(linked, 'prometheus')
  symlinkSync(prometheus, link)
  expect([prometheus, link].map((place) => promtoolOf(place, path))).toEqual([beside, beside])
})

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
      unpack(names) {
        unpacked = names
        return Promise.resolve()
      },
    },
  })
  expect(found.ok).toBe(true)
  expect(unpacked).toEqual(wanted)
})
