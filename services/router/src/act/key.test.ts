import { chmodSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLinkKey } from './key.ts'

const SECRET = 'a-secret-of-at-least-32-characters'

function keys() {
  const storagePath = mkdtempSync(join(tmpdir(), 'tocsin-key-'))
  const warnings: string[] = []
  const read = (keyFile?: string, env = {}) =>
    readLinkKey({ storagePath, keyFile, env, warn: (message) => warnings.push(message) }).toString()
  return { storagePath, warnings, read }
}

test('made at the first start for its owner alone, and the same from then on', () => {
  const { storagePath, warnings, read } = keys()
  const key = read()
  expect(key).toMatch(/^[0-9a-f]{64}$/)
  expect(read()).toBe(key)
  expect(statSync(join(storagePath, 'link.key')).mode & 0o777).toBe(0o600)
  expect(warnings).toEqual([])
  expect(keys().read()).not.toBe(key)
})

test('given in the environment or in a file; then none is made', () => {
  const { storagePath, read } = keys()
  expect(read(undefined, { TOCSIN_LINK_KEY: SECRET })).toBe(SECRET)
  const file = join(storagePath, 'mine')
  writeFileSync(file, `${SECRET}\n`, { mode: 0o600 })
  expect(read(file)).toBe(SECRET)
  expect(() => readFileSync(join(storagePath, 'link.key'))).toThrow()
})

test('a file that others can read is told of, without its content', () => {
  const { storagePath, warnings, read } = keys()
  read()
  chmodSync(join(storagePath, 'link.key'), 0o644)
  const key = read()
  expect(warnings).toEqual([expect.stringContaining('chmod 600')])
  expect(warnings.join()).not.toContain(key)
})

test.each([
  ['too short', { TOCSIN_LINK_KEY: 'short' }, undefined, /TOCSIN_LINK_KEY: a key of links has 32 characters/],
  ['both', { TOCSIN_LINK_KEY: SECRET }, 'x', /both set/],
  ['no such file', {}, '/nowhere/key', /cannot be read/],
])('%s is refused, and the text says nothing of the key', (_what, env, keyFile, said) => {
  expect(() => keys().read(keyFile, env)).toThrow(said)
})
