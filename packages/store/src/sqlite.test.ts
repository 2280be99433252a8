import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { openSqlite } from './sqlite.ts'

const V1 = 'create table fact(id integer primary key, body text not null unique)'
const fileIn = () => join(mkdtempSync(join(tmpdir(), 'tocsin-store-')), 'store.db')
const open = (file: string, migrations = [V1]) => openSqlite({ file, migrations, onFatal: () => {} })
const put = (body: string) => (db: import('node:sqlite').DatabaseSync) =>
  db.prepare('insert into fact(body) values(?)').run(body).changes
const count = (store: ReturnType<typeof open>) =>
  store.read((db) => db.prepare('select count(*) as n from fact').get()?.['n'])

test('callers of one turn share a commit, and a failing verb is undone alone', async () => {
  const store = open(fileIn())
  const results = await Promise.allSettled([store.write(put('a')), store.write(put('a')), store.write(put('b'))])
  expect(results.map((r) => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(count(store)).toBe(2)
  store.close()
})

test('what was acknowledged is there after a reopen', async () => {
  const file = fileIn()
  const first = open(file)
  await first.write(put('kept'))
  first.close()
  const second = open(file)
  expect(count(second)).toBe(1)
  second.close()
})

test('a second opener is refused, by name and with what to do', () => {
  const file = fileIn()
  const first = open(file)
  expect(() => open(file)).toThrow(/store\.db is in use by another process; stop that one first/)
  first.close()
})

test('an older schema is upgraded with its rows, a newer one is refused', async () => {
  const file = fileIn()
  const old = open(file)
  await old.write(put('from version 1'))
  old.close()
  const upgraded = open(file, [V1, 'alter table fact add column note text not null default ""'])
  expect(upgraded.read((db) => ({ ...db.prepare('select body, note from fact').get() }))).toEqual({
    body: 'from version 1',
    note: '',
  })
  upgraded.close()
  expect(() => open(file)).toThrow(/schema version 2, and this release knows 1/)
})

test('a file that is no database is refused', () => {
  const file = fileIn()
  writeFileSync(file, 'x'.repeat(5000))
  expect(() => open(file)).toThrow(/store\.db is damaged \(file is not a database\); restore it/)
})

test('a failed commit is fatal: all its callers hear of it, and nothing is accepted afterwards', async () => {
  const onFatal = vi.fn()
  const store = openSqlite({ file: fileIn(), migrations: [V1], onFatal })
  // The verb ends the shared transaction behind the door's back, so that the commit itself fails.
  const broken = store.write((db) => db.exec('rollback'))
  await expect(broken).rejects.toThrow()
  expect(onFatal).toHaveBeenCalledOnce()
  await expect(store.write(put('late'))).rejects.toThrow()
})

test('what is written behind is there at once, in order, and a write that waits for the disk takes it along', async () => {
  const file = fileIn()
  const store = open(file)
  const level = () => store.read((db) => db.prepare('pragma synchronous').get()?.['synchronous'])
  await store.writeBehind(put('a'))
  expect([count(store), level()]).toEqual([1, 1])
  await Promise.all([store.writeBehind(put('b')), store.write(put('c'))])
  expect([count(store), level()]).toEqual([3, 2])
  await store.writeBehind(put('d'))
  store.close()
  const again = open(file)
  expect(count(again)).toBe(4)
  again.close()
})
