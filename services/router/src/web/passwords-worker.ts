/** bcrypt on a thread of its own: one check takes as long as the hash's cost says, 0.1 s and more. */
import { parentPort } from 'node:worker_threads'
import bcrypt from 'bcryptjs'
import type { PasswordCheck } from './passwords.ts'

parentPort?.on('message', ({ id, password, hash }: PasswordCheck) => {
  let right = false
  try {
    right = bcrypt.compareSync(password, hash)
  } catch {
    // A hash that bcrypt cannot read fits no password.
  }
  parentPort?.postMessage({ id, right })
})
