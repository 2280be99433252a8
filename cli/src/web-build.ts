/** Builds the web console when its sources are not those of the last build. */

import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { messageOf } from '@tocsin/kit'

export type WebBuild =
  | { readonly kind: 'current' }
  | { readonly kind: 'built' }
  | { readonly kind: 'failed'; readonly reason: string }

const OUTPUT_LINES = 15

export interface WebBuildOptions {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly onBuild: () => void
}

/** Never throws: without a console the rest of the stack is still of use. */
export async function buildWeb({ root, env, signal, onBuild }: WebBuildOptions): Promise<WebBuild> {
  const web = join(root, 'web')
  const stamp = join(web, 'dist', '.hash')
  try {
    const hash = await hashOf(root, [
      ...['web/src', 'web/public', 'web/index.html', 'web/vite.config.ts', 'web/package.json'],
      // Its types, and the versions of what it bundles.
      ...['services/router/src/console/contract.ts', 'package-lock.json'],
    ])
    if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return { kind: 'current' }
    signal.throwIfAborted()
    onBuild()
    await npm(['run', '--silent', 'build', '-w', 'web'], { cwd: root, env, signal })
    await writeFile(stamp, hash)
    return { kind: 'built' }
  } catch (error) {
    return { kind: 'failed', reason: messageOf(error) }
  }
}

/** Over names and contents; folders with all that is in them. What is not there counts as nothing. */
export async function hashOf(root: string, paths: readonly string[]): Promise<string> {
  const files = (await Promise.all(paths.map((path) => filesIn(join(root, path))))).flat().toSorted()
  const hash = createHash('sha256')
  for (const file of files) {
    const content = await readFile(file)
    hash.update(`${relative(root, file)}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

async function filesIn(path: string): Promise<string[]> {
  if (!existsSync(path)) return []
  try {
    const entries = await readdir(path, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  } catch {
    return [path]
  }
}

/** Inside `npm start`, npm tells where it is; started otherwise, it is on PATH. */
function npm(
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string | undefined>>; signal: AbortSignal },
): Promise<void> {
  const script = options.env['npm_execpath']
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []]
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-16_384)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`exit code ${code}\n${output.trimEnd().split('\n').slice(-OUTPUT_LINES).join('\n')}`))
    })
  })
}
