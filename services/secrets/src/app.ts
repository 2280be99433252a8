import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf, messageOf, OperatorError } from '@tocsin/kit'
import { planSecrets, SECRETS } from './plan.ts'

/** Makes what is missing below `dir`; gives back what a person has to be told. Throws OperatorError where it cannot write. */
export function makeSecrets(dir: string): readonly string[] {
  const { writes, say } = planSecrets(SECRETS, (path) => read(join(dir, path)), random)
  for (const { path, text } of writes) write(join(dir, path), text)
  return say
}

function random(): string {
  return randomBytes(24).toString('base64url')
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim() || undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new OperatorError(`${file} cannot be read: ${messageOf(error)}`)
  }
}

/** Readable for the users of other images, which have other numbers; who may see the folder is decided by who mounts it. */
function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    // One that a start left behind, when it was cut short, could not be written over.
    rmSync(`${file}.new`, { force: true })
    writeFileSync(`${file}.new`, text, { mode: 0o444 })
    renameSync(`${file}.new`, file)
  } catch (error) {
    throw new OperatorError(`${file} cannot be written: ${messageOf(error)}`)
  }
}
