/** `npm run crash [-- --full]`: kills, damaged disks, set clocks. The short size is what CI runs, with the rest of `npm run e2e`. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const args = process.argv.slice(2)
const unknown = args.filter((argument) => argument !== '--full')
if (unknown.length > 0) {
  console.error(
    `crash: there is no option ${unknown.join(' ')}; --full takes the full size: 200 kills, every byte of the log`,
  )
  process.exit(1)
}
const root = fileURLToPath(new URL('../..', import.meta.url))
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const env = { ...process.env, ...(args.includes('--full') ? { TOCSIN_FULL: '1' } : {}) }
const run = (...what: string[]): number =>
  spawnSync(process.execPath, [vitest, 'run', ...what], { cwd: root, env, stdio: 'inherit' }).status ?? 1
// The log is cut by a test of the store's own, which the full size makes slow.
process.exitCode = run('--config', 'test/e2e/vitest.config.ts', 'test/crash/') || run('packages/store/src/wal.test.ts')
