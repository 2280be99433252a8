import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findOnPath, isProgram, messageOf } from '@tocsin/kit'

const run = promisify(execFile)
const TIMEOUT_MS = 30_000
const MAX_OUTPUT_BYTES = 8 * 1024 * 1024

export type Verdict =
  | { readonly kind: 'passed'; readonly words: string }
  /** promtool ended by itself with a complaint; `words` is all that it wrote. */
  | { readonly kind: 'refused'; readonly words: string }
  /** It did not start, or was ended: nothing is known of the files. */
  | { readonly kind: 'unrunnable'; readonly reason: string }

/** Rejects only when `signal` ends it. */
export async function runPromtool(promtool: string, args: readonly string[], signal?: AbortSignal): Promise<Verdict> {
  const options = { env: {}, timeout: TIMEOUT_MS, maxBuffer: MAX_OUTPUT_BYTES, ...(signal ? { signal } : {}) }
  try {
    const { stdout, stderr } = await run(promtool, [...args], options)
    return { kind: 'passed', words: `${stdout}\n${stderr}` }
  } catch (error) {
    signal?.throwIfAborted()
    if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) {
      return { kind: 'unrunnable', reason: `${promtool} cannot be run (${messageOf(error)})` }
    }
    const output = (key: 'stderr' | 'stdout'): string => String(Reflect.get(error, key) ?? '')
    // 2.42 writes its complaints to stderr; some go to stdout, behind the names of the files.
    return { kind: 'refused', words: `${output('stdout')}\n${output('stderr')}` }
  }
}

/** Beside the program, beside what it is a link to, or on PATH. */
export function promtoolOf(prometheus: string, path: string | undefined): string | undefined {
  const folders = [dirname(prometheus), dirname(realpathSync(prometheus))]
  return folders.map((folder) => join(folder, 'promtool')).find(isProgram) ?? findOnPath('promtool', path)
}
