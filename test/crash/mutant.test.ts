/** The crash test must be able to fail: a router that answers before the commit is found out by it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { runCrashTest } from './run.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const ACCEPT = 'services/router/src/intake/accept.ts'
const COMMITTED = 'await store.acceptTransitions('

/** The router in a folder of its own, with one place changed; what it imports is as it is. */
function mutate(file: string, from: string, to: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'tocsin-mutant-'))
  onTestFinished(() => rmSync(copy, { recursive: true }))
  cpSync(join(ROOT, 'services/router'), join(copy, 'services/router'), { recursive: true })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const text = readFileSync(join(copy, file), 'utf8')
  expect(text.split(from), `${file} has one place to change`).toHaveLength(2)
  writeFileSync(join(copy, file), text.replace(from, to))
  return copy
}

test('a router that answers before the commit loses what it accepted, and the crash test says so', {
  timeout: 300_000,
}, async () => {
  const root = mutate(ACCEPT, COMMITTED, COMMITTED.replace('await', 'void'))
  const { breaches } = await runCrashTest({ kills: 6, root })
  console.log(`  ${breaches.length} breaches, such as: ${breaches[0]}`)
  expect(breaches.filter((line) => line.startsWith('lost:')).length).toBeGreaterThan(0)
})
