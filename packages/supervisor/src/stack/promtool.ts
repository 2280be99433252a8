/** Prometheus' own check of the rules. Ours parses expressions; only `promtool` knows their types, e.g. that `rate(x)` has none. */

import { execFile } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf, OperatorError } from '@tocsin/kit'
import { findOnPath, isProgram } from './programs.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 30_000

export interface VerifyMetricRulesOptions {
  /** The program that will read the rules; its promtool is of the same version. */
  readonly prometheus: string
  readonly path: string | undefined
  /** Where the copies are that are to be checked, and where a person edits what they were made from. */
  readonly stagedDir: string
  readonly rulesDir: string
  readonly onNote: (note: string) => void
  readonly signal: AbortSignal
}

/** Throws OperatorError with promtool's words, at the places in `rulesDir`. Without a promtool it is a note. */
export async function verifyMetricRules(options: VerifyMetricRulesOptions): Promise<void> {
  const { prometheus, stagedDir, rulesDir, onNote, signal } = options
  const files = (await readdir(stagedDir)).filter((name) => name.endsWith('.rules.yml')).toSorted()
  // Without a file promtool would read its standard input.
  if (files.length === 0) return
  const unchecked = (reason: string): void =>
    onNote(
      `${reason}: the types in rule expressions are not checked, and Prometheus refuses to start with a wrong one.`,
    )
  const promtool = promtoolOf(prometheus, options.path)
  if (promtool === undefined) {
    unchecked(`There is no promtool beside ${prometheus}, nor on PATH`)
    return
  }
  try {
    const args = ['check', 'rules', ...files.map((name) => join(stagedDir, name))]
    await run(promtool, args, { env: {}, signal, timeout: TIMEOUT_MS })
  } catch (error) {
    signal.throwIfAborted()
    const refusal = refusalOf(error)
    if (refusal === undefined) unchecked(`${promtool} cannot be run (${messageOf(error)})`)
    else throw new OperatorError(`promtool refuses the rules:\n${atSource(refusal, stagedDir, rulesDir)}`)
  }
}

/** Beside the program, beside what it is a link to, or on PATH. */
export function promtoolOf(prometheus: string, path: string | undefined): string | undefined {
  const folders = [dirname(prometheus), dirname(realpathSync(prometheus))]
  return folders.map((folder) => join(folder, 'promtool')).find(isProgram) ?? findOnPath('promtool', path)
}

/** What promtool said when it ended by itself; undefined when it did not start or was ended. */
function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof Error && 'code' in error && typeof error.code === 'number')) return undefined
  const output = (key: 'stderr' | 'stdout'): string => String(Reflect.get(error, key) ?? '')
  return output('stderr').trim() || output('stdout').trim() || `exit code ${error.code}`
}

/** A copy has one line more than its source: the first, which says where it comes from. */
function atSource(words: string, stagedDir: string, rulesDir: string): string {
  return words
    .split('\n')
    .filter((line) => line.trim() !== '' && line.trim() !== 'FAILED:')
    .map((line) =>
      line
        .replaceAll(join(stagedDir, '/'), () => join(rulesDir, '/'))
        .replace(/(\.rules\.yml): (\d+):(\d+): /, (_all, end: string, at: string, column: string) => {
          return `${end}:${Number(at) - 1}:${column}: `
        }),
    )
    .join('\n')
}
