/** What router.yml says about other files: secrets in `X_file`, and templates. Reading is the caller's, so that parsing stays pure. */
import { basename, dirname, join } from 'node:path'
import type { Path, Problem } from '@tocsin/kit'
import { parseTemplates, type TemplateFile, type TemplateSet } from '@tocsin/template'
import { isRecord } from '../raw.ts'

type TextOfFile =
  | { readonly ok: true; readonly text: string }
  /** Why it cannot be had, without its name and content. */
  | { readonly ok: false; readonly message: string; readonly missing?: boolean }

/** Names are absolute, or relative to the folder of the configuration file. */
export interface RouterFiles {
  readText(name: string): TextOfFile
  /** Names of the files that match, sorted; as `readText` takes them. */
  glob(pattern: string): readonly string[]
}

interface FileFault {
  readonly path: Path
  readonly message: string
}

export interface WithSecrets {
  readonly value: unknown
  readonly faults: readonly FileFault[]
  /** Paths of values whose file was not read, and need not be here. */
  readonly unread: readonly Path[]
}

/** Below these stand the operator's own words. */
const OWN_WORDS = ['headers', 'payload', 'http_headers']

/**
 * Every `X_file` as the `X` that its file holds, without the line break at its end. `required`: a file that cannot be read is
 * a fault; otherwise the value is left open.
 */
export function readSecrets(config: unknown, files: RouterFiles | undefined, required: boolean): WithSecrets {
  const faults: FileFault[] = []
  const unread: Path[] = []
  const textAt = (name: string, path: Path, target: Path): string => {
    const read = files?.readText(name)
    if (read?.ok) return read.text.replace(/\r?\n$/, '')
    if (read && required) faults.push({ path, message: `the file ${name} cannot be read: ${read.message}` })
    unread.push(target)
    return `<${basename(name)}>`
  }
  const header = (value: unknown, path: Path): unknown => {
    if (!isRecord(value) || !Array.isArray(value['files'])) return value
    const { files: names, secrets, ...rest } = value
    const read = (names as unknown[]).map((name, at) =>
      typeof name === 'string' ? textAt(name, [...path, 'files', at], [...path, 'secrets']) : name,
    )
    return { ...rest, secrets: [...(Array.isArray(secrets) ? secrets : []), ...read] }
  }
  const walk = (value: unknown, path: Path): unknown => {
    if (Array.isArray(value)) return value.map((item, at) => walk(item, [...path, at]))
    if (!isRecord(value)) return value
    const result: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value)) {
      const plain = key.replace(/_file$/, '')
      const at = [...path, key]
      if (key === 'http_headers' && isRecord(item)) {
        result[key] = Object.fromEntries(Object.entries(item).map(([name, one]) => [name, header(one, [...at, name])]))
      } else if (OWN_WORDS.includes(key)) result[key] = item
      else if (plain === key || typeof item !== 'string' || item === '') result[key] = walk(item, at)
      else if (value[plain] !== undefined && value[plain] !== '') {
        faults.push({ path: at, message: `at most one of ${plain} & ${key} must be configured` })
      } else result[plain] = textAt(item, at, [...path, plain])
    }
    return result
  }
  return { value: walk(config, []), faults, unread }
}

export interface ReadTemplates {
  /** The default templates and those of the files; without the latter where one of them has a problem. */
  readonly set: TemplateSet
  readonly problems: readonly Problem[]
}

/** `file` is the configuration file's name, as problems have it: what it names is called relative to it. */
export function readTemplates(
  file: string,
  patterns: readonly { readonly pattern: string; readonly fault: (message: string) => Problem }[],
  files: RouterFiles | undefined,
): ReadTemplates {
  const problems: Problem[] = []
  const found = new Map<string, TemplateFile>()
  for (const { pattern, fault } of files ? patterns : []) {
    for (const name of files?.glob(pattern) ?? []) {
      const read = files?.readText(name)
      if (read?.ok) found.set(name, { file: shownAs(file, name), text: read.text })
      else problems.push(fault(`the template file ${name} cannot be read: ${read?.message}`))
    }
  }
  const parsed = parseTemplates([...found.values()])
  if (parsed.ok) return { set: parsed.set, problems }
  problems.push(...parsed.problems.map((problem) => ({ ...problem, path: '' })))
  const defaults = parseTemplates([])
  if (!defaults.ok) throw new Error('the default templates have problems of their own')
  return { set: defaults.set, problems }
}

function shownAs(file: string, name: string): string {
  return name.startsWith('/') ? name : join(dirname(file), name)
}
