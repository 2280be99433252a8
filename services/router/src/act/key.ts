/** The key of signed links: given by the operator, or made at the first start and kept beside the database. */
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { codeOf, type Env, OperatorError, readSecretFile } from '@tocsin/kit'

const FILE = 'link.key'
const ENV = 'TOCSIN_LINK_KEY'
/** 32 bytes as hexadecimal digits have 64. */
const MIN_CHARS = 32

export interface LinkKeyOptions {
  /** Exists. */
  readonly storagePath: string
  /** `--link.key-file`. */
  readonly keyFile: string | undefined
  readonly env: Env
  readonly warn: (message: string) => void
}

/** Throws OperatorError; it says nothing of the key. */
export function readLinkKey({ storagePath, keyFile, env, warn }: LinkKeyOptions): Buffer {
  const given = env[ENV]?.trim()
  if (given) {
    if (keyFile !== undefined) throw new OperatorError(`--link.key-file and ${ENV} are both set; the router takes one`)
    return keyOf(given, ENV)
  }
  const file = keyFile ?? join(storagePath, FILE)
  if (keyFile === undefined && statSync(file, { throwIfNoEntry: false }) === undefined) makeKey(file)
  const text = readSecretFile(file).trim()
  if ((statSync(file).mode & 0o077) !== 0) {
    warn(`others on this machine can read ${file}, and with it acknowledge and silence alerts: chmod 600 it`)
  }
  return keyOf(text, file)
}

function keyOf(text: string, where: string): Buffer {
  if (text.length >= MIN_CHARS) return Buffer.from(text, 'utf8')
  throw new OperatorError(
    `${where}: a key of links has ${MIN_CHARS} characters or more; make one with: openssl rand -hex 32`,
  )
}

/** A name that is there has a whole key behind it, whenever the process ends. */
function makeKey(file: string): void {
  const unfinished = `${file}.new`
  try {
    const descriptor = openSync(unfinished, 'w', 0o600)
    writeSync(descriptor, `${randomBytes(32).toString('hex')}\n`)
    fsyncSync(descriptor)
    closeSync(descriptor)
    renameSync(unfinished, file)
  } catch (error) {
    throw new OperatorError(`the key of links cannot be written to ${file}: ${codeOf(error) ?? 'unknown error'}`)
  }
}
