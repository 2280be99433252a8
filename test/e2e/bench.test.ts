/** The bench is run by hand, for its figures; here only so that it cannot rot. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('../bench/main.ts', import.meta.url))

test.each([
  ['ingest', /accepted per second/],
  ['query', /GET \/api\/v2\/alerts/],
  ['deliver', /alert to webhook, p99/],
])('npm run bench -- %s --quick prints its table', async (name, row) => {
  const { stdout } = await promisify(execFile)(process.execPath, [main, name, '--quick'])
  expect(stdout).toMatch(/\d+ cores/)
  expect(stdout).toMatch(row)
  expect(stdout).not.toMatch(/NaN alerts|Infinity/)
})
