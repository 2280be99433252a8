import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRulesStatus } from './rules-status.ts'

test('the status beside the configuration: read again when it changes, nothing where there is none or nonsense', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-status-'))
  const file = join(dir, 'status.json')
  const status = createRulesStatus(join(dir, 'router.yml'))
  expect(await status()).toBeUndefined()
  writeFileSync(file, '{"state":"in-force","since":5}')
  expect(await status()).toEqual({ state: 'in-force', since: 5 })
  const refused = {
    state: 'refused',
    since: 7,
    problems: [{ file: 'alert-rules/router.yml', line: 3, column: 5, path: 'route', message: 'no' }],
  }
  writeFileSync(file, JSON.stringify(refused))
  expect(await status()).toEqual(refused)
  for (const nonsense of ['{"state":"ref', '{"state":"odd","since":1}', '{"state":"refused","since":1}', '[]']) {
    writeFileSync(file, nonsense)
    expect([nonsense, await status()]).toEqual([nonsense, undefined])
  }
  rmSync(file)
  expect(await status()).toBeUndefined()
})
