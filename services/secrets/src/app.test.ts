import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { makeSecrets } from './app.ts'

const dir = mkdtempSync(join(tmpdir(), 'tocsin-secrets-'))
afterEach(() => rmSync(dir, { recursive: true, force: true }))

test('a second start changes nothing and says nothing', () => {
  const said = makeSecrets(dir)
  const password = readFileSync(join(dir, 'grafana/admin-password'), 'utf8')
  expect(password).toMatch(/^[\w-]{32}$/)
  expect(said.join('\n')).toContain(password)
  expect(statSync(join(dir, 'grafana/admin-password')).mode & 0o777).toBe(0o444)

  expect(makeSecrets(dir)).toEqual([])
  expect(readFileSync(join(dir, 'grafana/admin-password'), 'utf8')).toBe(password)
})

test('where it cannot write, the error names the file', () => {
  writeFileSync(dir, '')
  expect(() => makeSecrets(dir)).toThrow(/postgres\/superuser-password cannot be/)
})
