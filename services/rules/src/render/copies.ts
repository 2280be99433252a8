/** The folder in force by its readers: what each reads of it, and the copy that each accepted last. */
import { createHash } from 'node:crypto'
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf } from '@tocsin/kit'
import { TARGETS, type Target, type Version } from '../converge/state.ts'

const FILES: Readonly<Record<Target, RegExp>> = {
  router: /^(?:(?:router|people)\.yml|[^.].*\.logs\.yml)$/,
  prometheus: /^[^.].*\.rules\.yml$/,
}

/** Of these, all that end so belong to the router too: router.yml names them. */
const TEMPLATES = { folder: 'templates', file: /^[^.].*\.tmpl$/ }

export interface Copies {
  /** When router.yml was written, without which no router starts; undefined when there is none. Milliseconds. */
  writtenAt(): Promise<number | undefined>
  onDisk(): Promise<Record<Target, Version>>
  accepted(): Promise<Record<Target, Version | undefined>>
  /** Names of the target's files that differ from those that it accepted last. */
  changed(target: Target): Promise<string[]>
  keep(target: Target): Promise<void>
  restore(target: Target): Promise<void>
}

export function createCopies(to: string): Copies {
  const acceptedOf = (target: Target): string => join(to, '.accepted', target)
  return {
    writtenAt: async () =>
      (await namesOf(to, 'router')).includes('router.yml') ? (await stat(join(to, 'router.yml'))).mtimeMs : undefined,
    async onDisk() {
      return { router: await versionOf(to, 'router'), prometheus: await versionOf(to, 'prometheus') }
    },
    async accepted() {
      const [router, prometheus] = await Promise.all(
        TARGETS.map(async (target) => {
          const dir = acceptedOf(target)
          return (await isThere(dir)) ? versionOf(dir, target) : undefined
        }),
      )
      return { router, prometheus }
    },
    async changed(target) {
      const [now, before] = await Promise.all([textsOf(to, target), textsOf(acceptedOf(target), target)])
      return [...new Set([...now.keys(), ...before.keys()])].filter((name) => now.get(name) !== before.get(name))
    },
    keep: (target) => replace(to, acceptedOf(target), target),
    restore: (target) => replace(acceptedOf(target), to, target),
  }
}

/** Each file as a whole or not at all; files that are not in `from` go last. */
async function replace(from: string, to: string, target: Target): Promise<void> {
  await mkdir(to, { recursive: true })
  const names = await namesOf(from, target)
  for (const name of names) {
    await mkdir(join(to, dirname(name)), { recursive: true })
    // Hidden, so that no reader's glob finds it.
    const temporary = join(to, dirname(name), `.${basename(name)}.new`)
    await cp(join(from, name), temporary)
    await rename(temporary, join(to, name))
  }
  for (const name of await namesOf(to, target)) if (!names.includes(name)) await rm(join(to, name), { force: true })
}

async function versionOf(dir: string, target: Target): Promise<Version> {
  return createHash('sha256')
    .update(JSON.stringify([...(await textsOf(dir, target))]))
    .digest('hex')
}

async function textsOf(dir: string, target: Target): Promise<Map<string, string>> {
  const names = await namesOf(dir, target)
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')] as const)))
}

async function namesOf(dir: string, target: Target): Promise<string[]> {
  if (!(await isThere(dir))) return []
  const names = (await readdir(dir)).filter((name) => FILES[target].test(name))
  const templates = join(dir, TEMPLATES.folder)
  if (target === 'router' && (await isThere(templates))) {
    const found = (await readdir(templates)).filter((name) => TEMPLATES.file.test(name))
    names.push(...found.map((name) => join(TEMPLATES.folder, name)))
  }
  return names.toSorted()
}

async function isThere(dir: string): Promise<boolean> {
  try {
    await readdir(dir)
    return true
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false
    throw error
  }
}
