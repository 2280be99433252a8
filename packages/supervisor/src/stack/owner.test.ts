import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeHome, mayEnter, parsePasswd } from './owner.ts'
import { secretOf } from './secrets.ts'

test.each([
  [0o700, { uid: 0, gid: 0 }, false],
  [0o755, { uid: 0, gid: 0 }, true],
  [0o750, { uid: 0, gid: 104 }, true],
  // The group's bits decide for a member, even where others may.
  [0o701, { uid: 0, gid: 104 }, false],
  [0o700, { uid: 101, gid: 0 }, true],
])('mode %o of %o: %s', (mode, stat, expected) => {
  expect(mayEnter({ mode, ...stat }, { uid: 101, gid: 104 })).toBe(expected)
})

test('users by name', () => {
  const users = parsePasswd('root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n')
  expect(users.get('nobody')).toEqual({ uid: 65_534, gid: 65_534 })
  expect(users.get('postgres')).toBeUndefined()
})

test('without another user, the data directory itself is the place', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'supervisor-test-'))
  const home = makeHome(dataDir, undefined)
  expect(home).toBe(join(dataDir, 'postgres'))
  expect(statSync(home).mode & 0o777).toBe(0o700)
})

test('a secret is made once, and only its owner reads it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'supervisor-test-')), 'secrets.json')
  const first = secretOf(file, 'a')
  expect(first.isNew).toBe(true)
  secretOf(file, 'b')
  expect(secretOf(file, 'a')).toEqual({ value: first.value, isNew: false })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})
