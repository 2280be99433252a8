import bcrypt from 'bcryptjs'
import { afterEach, expect, test } from 'vitest'
import { createPasswords } from './passwords.ts'

const passwords = createPasswords()
afterEach(() => passwords.stop())

const HASH = bcrypt.hashSync('s3cret', 4)

test('right, wrong, and both remembered', async () => {
  expect(passwords.known('jo', 's3cret', HASH)).toBeUndefined()
  expect(await passwords.check('jo', 's3cret', HASH)).toBe('right')
  expect(await passwords.check('jo', 'other', HASH)).toBe('wrong')
  expect(passwords.known('jo', 's3cret', HASH)).toBe(true)
  expect(passwords.known('jo', 'other', HASH)).toBe(false)
  // Of another user, and under a new hash, nothing is known.
  expect(passwords.known('al', 's3cret', HASH)).toBeUndefined()
  expect(passwords.known('jo', 's3cret', bcrypt.hashSync('s3cret', 4))).toBeUndefined()
})

test("htpasswd's form of a hash, and what is no hash", async () => {
  expect(await passwords.check('jo', 's3cret', HASH.replace(/^\$2b\$/, '$2y$'))).toBe('right')
  expect(await passwords.check('jo', 's3cret', 'nonsense')).toBe('wrong')
})

test('a storm of wrong passwords costs the event loop next to nothing, and most of it is turned away', async () => {
  const slow = bcrypt.hashSync('s3cret', 9)
  const used = (usage: NodeJS.CpuUsage): number => usage.user + usage.system
  const [thread, whole] = [process.threadCpuUsage(), process.cpuUsage()]
  const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => passwords.check('jo', `guess ${n}`, slow)))
  expect(answers.filter((answer) => answer === 'wrong')).toHaveLength(32)
  expect(answers.filter((answer) => answer === 'busy')).toHaveLength(168)
  // Not in milliseconds of the clock: others use this machine, too.
  expect(used(process.threadCpuUsage(thread))).toBeLessThan(used(process.cpuUsage(whole)) / 4)
})
