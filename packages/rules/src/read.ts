/** The files of a rules folder as texts, and what keeps some of them from being read: never a throw for one file. */
import { globSync, readFileSync, statSync } from 'node:fs'
import { constants, open, readdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { codeOf, messageOf, OperatorError, type Problem } from '@tocsin/kit'
import { PEOPLE_FILE } from './people/beside.ts'
import type { RouterFiles } from './router/files.ts'

type RulesKind = 'metrics' | 'logs' | 'router' | 'people' | 'test' | 'runbook' | 'template'

export interface RulesFile {
  /** Relative to the folder, e.g. `runbooks/TargetDown.md`. */
  readonly name: string
  readonly kind: RulesKind
  readonly text: string
}

/** Parsing takes about a second for each of these; the largest rule files in the field have a tenth of it. */
export const MAX_FILE_BYTES = 1024 * 1024

const UNKNOWN =
  'no such kind of file; name it *.rules.yml (metrics), *.logs.yml (logs), *.test.yml (promtool), router.yml or people.yml'

/** Folders that belong to the rules, and how the files in them end. */
export const FOLDERS = { runbooks: '.md', templates: '.tmpl' } as const

/** Throws OperatorError when the folder itself cannot be read. */
export async function readFolder(dir: string): Promise<{ files: RulesFile[]; problems: Problem[] }> {
  const files: RulesFile[] = []
  const problems: Problem[] = []
  for (const { name, kind } of await listFolder(dir)) {
    const file = join(dir, name)
    const read: TextRead = kind ? await readText(file) : { ok: false, message: UNKNOWN, line: 1, column: 1 }
    if (kind && read.ok) files.push({ name, kind, text: read.text })
    else if (!read.ok) problems.push({ file, line: read.line, column: read.column, path: '', message: read.message })
  }
  return { files, problems }
}

/**
 * What of `dir` belongs to the rules, sorted; `kind` is undefined for a name that looks like a mistake. Hidden names are
 * left out: they are the locks and swap files of editors, and the parts of a ConfigMap.
 */
export async function listFolder(dir: string): Promise<{ name: string; kind: RulesKind | undefined }[]> {
  const names = await list(dir, true)
  const found = names.filter((name) => /\.ya?ml$/.test(name))
  for (const [folder, ending] of Object.entries(FOLDERS)) {
    const inside = (await list(join(dir, folder), false)).filter((name) => name.endsWith(ending))
    found.push(...inside.map((name) => `${folder}/${name}`))
  }
  return found.map((name) => ({ name, kind: kindOf(name) }))
}

function kindOf(name: string): RulesKind | undefined {
  if (name === 'router.yml') return 'router'
  if (name === PEOPLE_FILE) return 'people'
  if (name.startsWith('runbooks/')) return 'runbook'
  if (name.startsWith('templates/')) return 'template'
  if (name.endsWith('.rules.yml')) return 'metrics'
  if (name.endsWith('.logs.yml')) return 'logs'
  return name.endsWith('.test.yml') ? 'test' : undefined
}

async function list(dir: string, required: boolean): Promise<string[]> {
  try {
    return (await readdir(dir)).filter((name) => !name.startsWith('.')).toSorted()
  } catch (error) {
    if (!required && codeOf(error) === 'ENOENT') return []
    throw new OperatorError(`cannot read the rules folder ${dir}: ${messageOf(error)}`)
  }
}

type TextRead =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly message: string; readonly line: number; readonly column: number }

async function readText(file: string): Promise<TextRead> {
  const whole = (message: string): TextRead => ({ ok: false, message, line: 1, column: 1 })
  try {
    // Without the flag a named pipe would hold the opener until somebody writes.
    await using handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    const stat = await handle.stat()
    if (!stat.isFile()) return whole(stat.isDirectory() ? 'is a folder, and must be a file' : 'is no regular file')
    if (stat.size > MAX_FILE_BYTES) {
      const size = (stat.size / MAX_FILE_BYTES).toFixed(1)
      return whole(`has ${size} MiB; a file of rules may have 1 MiB: split it, or check that it is the right one`)
    }
    return decode(await handle.readFile())
  } catch (error) {
    return whole(`cannot be read: ${REASONS[codeOf(error) ?? ''] ?? messageOf(error)}`)
  }
}

/** Secrets and templates are read while a file is parsed, at a start and at a reload: at once, and none of them large. */
export function filesBeside(configFile: string): RouterFiles {
  const folder = dirname(resolve(configFile))
  return {
    readText: (name) => {
      const file = resolve(folder, name)
      try {
        const stat = statSync(file)
        if (!stat.isFile()) return { ok: false, message: 'it is no regular file' }
        if (stat.size > MAX_FILE_BYTES) return { ok: false, message: 'it has more than 1 MiB' }
        return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) }
      } catch (error) {
        const code = codeOf(error) ?? ''
        if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { ok: false, message: 'it is not UTF-8' }
        return { ok: false, message: REASONS[code] ?? (code || 'unknown error'), missing: code === 'ENOENT' }
      }
    },
    glob: (pattern) => globSync(pattern, { cwd: folder }).toSorted(),
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied (EACCES)',
  EPERM: 'permission denied (EPERM)',
  ENOENT: 'there is no such file, or what it is a link to is gone (ENOENT)',
  ELOOP: 'it is a link to itself (ELOOP)',
}

/** A byte order mark is dropped. Anything but UTF-8 has the place of its first wrong byte. */
function decode(bytes: Buffer): TextRead {
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    const before = firstWrongByte(bytes)
    const lines = new TextDecoder().decode(bytes.subarray(0, before), { stream: true }).split('\n')
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    const message = `is not UTF-8${utf16 ? ' but UTF-16' : ''}; save it as UTF-8`
    return { ok: false, message, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
  }
}

/** The longest good beginning, by halving: a beginning that is cut inside a character counts as good when streamed. */
function firstWrongByte(bytes: Buffer): number {
  let [good, wrong] = [0, bytes.length]
  while (wrong - good > 1) {
    const middle = Math.floor((good + wrong) / 2)
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true })
      good = middle
    } catch {
      wrong = middle
    }
  }
  return good
}
