import { readFileSync } from 'node:fs'
import { codeOf, OperatorError } from './errors.ts'

/**
 * The secret in a file, as containers mount them: all of its text without the line break at the end. Read once.
 * Throws OperatorError when the file cannot be read or holds nothing; neither says anything of the content.
 */
export function readSecretFile(path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new OperatorError(`the file ${path} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret === '') throw new OperatorError(`the file ${path} is empty; it has to hold the password`)
  return secret
}
