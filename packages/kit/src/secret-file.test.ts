import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { OperatorError } from './errors.ts'
import { readSecretFile } from './secret-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-secret-'))

test.each([
  ['s3cret', 's3cret'],
  ['s3cret\n', 's3cret'],
  ['s3cret\r\n', 's3cret'],
  // Only the line break of the editor goes: spaces may belong to a password.
  [' s3 cret \n', ' s3 cret '],
  ['two\nlines\n', 'two\nlines'],
])('%j holds %j', (text, secret) => {
  const file = join(folder, 'secret')
  writeFileSync(file, text)
  expect(readSecretFile(file)).toBe(secret)
})

test.each([
  ['absent', undefined, 'cannot be read: ENOENT'],
  ['empty', '', 'is empty'],
  ['a-line-break', '\n', 'is empty'],
])('%s is one clear error', (name, text, said) => {
  const file = join(folder, name)
  if (text !== undefined) writeFileSync(file, text)
  const read = (): unknown => readSecretFile(file)
  expect(read).toThrow(OperatorError)
  expect(read).toThrow(file)
  expect(read).toThrow(said)
})
