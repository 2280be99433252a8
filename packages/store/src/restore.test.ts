import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Left } from './open.ts'
import { copySqlite, restoreSqlite } from './restore.ts'
import { openSqlite } from './sqlite.ts'

const V1 = 'create table fact(body text not null)'

function open(file: string) {
  let left: Left | undefined
  const store = openSqlite({
    ...{ file, migrations: [V1], onFatal: (error: Error) => expect.unreachable(error.message) },
    onOpen: (_db, found) => {
      left = found
    },
  })
  return {
    store,
    left,
    facts: () =>
      store.read((db) =>
        db
          .prepare('select body from fact')
          .all()
          .map((row) => row['body']),
      ),
    put: (body: string) => store.write((db) => db.prepare('insert into fact values(?)').run(body)),
  }
}

/** A database with a backup of its past. */
async function withPast() {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-restore-'))
  const [file, backup, aside] = [join(dir, 'store.db'), join(dir, 'backup.db'), join(dir, 'before.db')]
  const first = open(file)
  await first.put('past')
  first.store.close()
  await copySqlite(file, backup)
  const second = open(file)
  expect(second.left).toBe('closed')
  await second.put('present')
  return { dir, file, backup, aside, second }
}

test('a backup takes the place of the database, which is kept aside, and says each time that it is a copy', async () => {
  const { dir, file, backup, aside, second } = await withPast()
  second.store.close()
  expect(await restoreSqlite({ backup, file, aside })).toBe(true)
  expect(readdirSync(dir).sort()).toEqual(['backup.db', 'before.db', 'store.db'])
  const restored = open(file)
  expect([restored.left, restored.facts()]).toEqual(['copy', ['past']])
  restored.store.close()
  const before = open(aside)
  expect(before.facts()).toEqual(['past', 'present'])
  before.store.close()
  await restoreSqlite({ backup, file, aside: `${aside}2` })
  const again = open(file)
  expect(again.left).toBe('copy')
  again.store.close()
})

test('a database in use is neither copied nor replaced', async () => {
  const { file, backup, aside, second } = await withPast()
  await expect(copySqlite(file, `${backup}2`)).rejects.toMatchObject({ code: 'IN_USE' })
  await expect(restoreSqlite({ backup, file, aside })).rejects.toMatchObject({ code: 'IN_USE' })
  expect(second.facts()).toEqual(['past', 'present'])
  second.store.close()
})

test('a damaged database is replaced, a damaged backup replaces nothing', async () => {
  const { file, backup, aside, second } = await withPast()
  second.store.close()
  writeFileSync(file, 'x'.repeat(9_000))
  await restoreSqlite({ backup, file, aside })
  expect(readFileSync(aside, 'utf8')).toContain('xxx')
  const bytes = readFileSync(backup)
  bytes.fill(0xa5, 4_096, 4_200)
  writeFileSync(backup, bytes)
  await expect(restoreSqlite({ backup, file, aside: `${aside}2` })).rejects.toMatchObject({ code: 'DAMAGED' })
  expect(existsSync(`${aside}2`)).toBe(false)
})

test('there may be nothing to replace', async () => {
  const { dir, backup, aside, second } = await withPast()
  second.store.close()
  const file = join(dir, 'new.db')
  expect(await restoreSqlite({ backup, file, aside })).toBe(false)
  expect(existsSync(aside)).toBe(false)
})
