import { mkdirSync, mkdtempSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLook } from './look.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'tocsin-look-'))

test('equal for equal contents, another for any change that matters', async () => {
  const dir = folder()
  const look = createLook(dir, Date.now)
  const file = join(dir, 'a.rules.yml')
  const seen = [await look()]
  const changes: [string, () => void][] = [
    ['a file appears', () => writeFileSync(file, 'one')],
    ['another text of the same length', () => writeFileSync(file, 'two')],
    [
      'replaced by a rename',
      () => {
        writeFileSync(join(dir, '.tmp'), 'six')
        renameSync(join(dir, '.tmp'), file)
      },
    ],
    ['a runbook appears', () => mkdirSync(join(dir, 'runbooks'))],
    ['with a text', () => writeFileSync(join(dir, 'runbooks', 'A.md'), '# A')],
    ['a name that is a mistake', () => writeFileSync(join(dir, 'b.yaml'), '')],
    ['a large file', () => writeFileSync(join(dir, 'c.rules.yml'), Buffer.alloc(2_000_000))],
    [
      'a folder in its place',
      () => {
        rmSync(join(dir, 'c.rules.yml'))
        mkdirSync(join(dir, 'c.rules.yml'))
      },
    ],
    ['a file goes', () => rmSync(file)],
    ['a link to nowhere', () => symlinkSync('nowhere', file)],
    ['the folder goes', () => rmSync(dir, { recursive: true })],
  ]
  for (const [what, change] of changes) {
    change()
    const now = await look()
    // An empty folder of runbooks holds none.
    if (what === 'a runbook appears') expect([what, now]).toEqual([what, seen.at(-1)])
    else expect([what, seen.includes(now)]).toEqual([what, false])
    expect(await look()).toBe(now)
    seen.push(now)
  }
  expect(seen.at(-1)).toContain('cannot read the rules folder')
})

test('what is no rule does not count, nor does a touch, nor the times of a file', async () => {
  const dir = folder()
  const file = join(dir, 'a.rules.yml')
  writeFileSync(file, 'one')
  const look = createLook(dir, Date.now)
  const before = await look()
  for (const name of ['.a.rules.yml.swp', 'a.rules.yml~', 'notes.txt']) writeFileSync(join(dir, name), 'x')
  utimesSync(file, 1, 1)
  expect(await look()).toBe(before)
})

test('an old file is not read again, unless its size or times change', async () => {
  const dir = folder()
  const file = join(dir, 'a.rules.yml')
  writeFileSync(file, 'one')
  const look = createLook(dir, () => Date.now() + 60_000)
  const before = await look()
  const { atime, mtime } = statSync(file)
  writeFileSync(file, 'two')
  utimesSync(file, atime, mtime)
  // The time of change cannot be set back.
  expect(await look()).not.toBe(before)
})

test('a ConfigMap: the swap of ..data is seen', async () => {
  const dir = folder()
  for (const version of ['..1', '..2']) {
    mkdirSync(join(dir, version))
    writeFileSync(join(dir, version, 'a.rules.yml'), version)
  }
  symlinkSync('..1', join(dir, '..data'))
  symlinkSync('..data/a.rules.yml', join(dir, 'a.rules.yml'))
  const look = createLook(dir, Date.now)
  const before = await look()
  symlinkSync('..2', join(dir, '..data_tmp'))
  renameSync(join(dir, '..data_tmp'), join(dir, '..data'))
  expect(await look()).not.toBe(before)
})
