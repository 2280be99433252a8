/** `secrets.json`: what was made up on the first start. Readable by its owner only. */

import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { codeOf, OperatorError } from '@tocsin/kit'

/** The secret of that name, and whether it was made just now. */
export function secretOf(file: string, name: string): { readonly value: string; readonly isNew: boolean } {
  const secrets = readSecrets(file)
  const known = secrets[name]
  if (typeof known === 'string' && known !== '') return { value: known, isNew: false }
  const value = randomBytes(24).toString('base64url')
  writeFileSync(`${file}.new`, `${JSON.stringify({ ...secrets, [name]: value }, undefined, 2)}\n`, { mode: 0o600 })
  chmodSync(`${file}.new`, 0o600)
  renameSync(`${file}.new`, file)
  return { value, isNew: true }
}

function readSecrets(file: string): Readonly<Record<string, unknown>> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return {}
    throw error
  }
  try {
    return { ...(JSON.parse(text) as object) }
  } catch {
    throw new OperatorError(`${file} is not JSON; remove it, and new passwords are made`)
  }
}
