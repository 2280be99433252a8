/** How a database is found at a start: clean, not clean, damaged, a copy; each with the real file. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test, vi } from 'vitest'
import { checkSqlite } from './check.ts'
import type { StoreError } from './errors.ts'
import type { Left } from './open.ts'
import { openSqlite } from './sqlite.ts'

const V1 = 'create table fact(id integer primary key, body text not null); create index fact_body on fact(body)'
const dirOf = (): string => mkdtempSync(join(tmpdir(), 'tocsin-open-'))
const ROWS = 2_000

function open(file: string, onFatal: (error: Error) => void = (error) => expect.unreachable(error.message)) {
  let left: Left | undefined
  const store = openSqlite({ file, migrations: [V1], onFatal, onOpen: (_db, found) => (left = found) })
  return { store, left }
}

/** A database of some hundred pages, closed. */
async function filled(): Promise<string> {
  const file = join(dirOf(), 'store.db')
  const { store } = open(file)
  await store.write((db) => {
    const insert = db.prepare('insert into fact(body) values(?)')
    for (let n = 0; n < ROWS; n++) insert.run(`${n} ${'x'.repeat(200)}`)
  })
  store.close()
  return file
}

/** What a killed process leaves behind: the files as they are while it still runs. */
function crashCopy(file: string): string {
  const copy = join(dirOf(), 'store.db')
  copyFileSync(file, copy)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  return copy
}

/** Where the page of the table that holds `word` begins to be wrong. */
function flip(file: string, page: number): void {
  const bytes = readFileSync(file)
  const start = (page - 1) * 4096
  // The head of the page: its kind, the number of its cells and where they begin.
  for (let at = start; at < start + 12; at++) bytes[at] = ~(bytes[at] ?? 0)
  writeFileSync(file, bytes)
}

function lastTablePage(file: string): number {
  const db = new DatabaseSync(file)
  const page = Number(db.prepare(`select rootpage from sqlite_schema where name = 'fact'`).get()?.['rootpage'])
  const pages = Number(db.prepare('pragma page_count').get()?.['page_count'])
  db.close()
  expect(page).toBeLessThan(pages)
  return page
}

const refusal = (work: () => unknown): StoreError => {
  try {
    work()
  } catch (error) {
    return error as StoreError
  }
  return expect.unreachable('it was opened')
}

describe('the mark of a clean stop', () => {
  test('new, then closed, then not closed', async () => {
    const file = join(dirOf(), 'store.db')
    const first = open(file)
    expect(first.left).toBe('new')
    first.store.close()
    const second = open(file)
    expect(second.left).toBe('closed')
    const killed = open(crashCopy(file))
    expect(killed.left).toBe('unclosed')
    killed.store.close()
    second.store.close()
  })

  test('a database from before the mark is looked at', () => {
    const file = join(dirOf(), 'store.db')
    const old = new DatabaseSync(file)
    old.exec(`${V1}; pragma user_version = 1`)
    old.close()
    const { store, left } = open(file)
    expect(left).toBe('unclosed')
    store.close()
  })
})

describe('a damaged page', () => {
  test('is found at the start after an unclean stop: refused, with what to do', async () => {
    const file = await filled()
    const page = lastTablePage(file)
    const { store } = open(file)
    const killed = crashCopy(file)
    store.close()
    flip(killed, page)
    const found = refusal(() => open(killed))
    expect(found.code).toBe('DAMAGED')
    expect(found.message).toContain(`${killed} is damaged (`)
    expect(found.message).toContain('restore it from a backup')
    expect(found.message).not.toContain('\n')
  })

  test('is found where it is read after a clean one: nothing of it is given, nothing more is accepted', async () => {
    const file = await filled()
    flip(file, lastTablePage(file))
    const onFatal = vi.fn()
    const { store } = open(file, onFatal)
    expect(refusal(() => store.read((db) => db.prepare('select body from fact').all())).code).toBe('DAMAGED')
    expect(onFatal).toHaveBeenCalledOnce()
    await expect(store.write(() => 1)).rejects.toMatchObject({ code: 'DAMAGED' })
    expect(refusal(() => store.read(() => 1)).code).toBe('DAMAGED')
    store.close()
    // Not marked as closed: the next start looks at every page, and refuses.
    expect(refusal(() => open(file)).code).toBe('DAMAGED')
  })

  test('is named by the full check, which changes nothing', async () => {
    const file = await filled()
    expect(checkSqlite(file)).toEqual([])
    flip(file, lastTablePage(file))
    const before = readFileSync(file)
    expect(checkSqlite(file).join()).toMatch(/fact|page|malformed/i)
    expect(readFileSync(file)).toEqual(before)
  })

  test('the full check compares indexes with their tables, which the quick one does not', async () => {
    const file = await filled()
    const db = new DatabaseSync(file, { defensive: false })
    db.exec(
      `pragma writable_schema = on; update sqlite_schema set sql = 'create index fact_body on fact(id)' where name = 'fact_body'`,
    )
    db.close()
    expect(checkSqlite(file).length).toBeGreaterThan(0)
  })

  test('the full check says who else has the file, and when there is none', async () => {
    const file = await filled()
    const { store } = open(file)
    expect(refusal(() => checkSqlite(file)).code).toBe('IN_USE')
    store.close()
    expect(refusal(() => checkSqlite(join(dirOf(), 'store.db'))).message).toContain('there is no such file')
  })
})

test('a full disk refuses the write and no more: what was there stays, and it goes on when there is room', async () => {
  const file = await filled()
  const { store } = open(file)
  const limit = (pages: number) => store.read((db) => db.exec(`pragma max_page_count = ${pages}`))
  limit(1)
  const big = store.write((db) => db.exec(`insert into fact(body) select hex(randomblob(2000)) from fact limit 100`))
  const small = store.write((db) => db.exec(`delete from fact where id = 1`))
  await expect(big).rejects.toMatchObject({ code: 'DISK_FULL' })
  // It shared the transaction, so it is not on disk either, and hears so.
  await expect(small).rejects.toMatchObject({ code: 'DISK_FULL' })
  const count = () => store.read((db) => db.prepare('select count(*) as n from fact').get()?.['n'])
  expect(count()).toBe(ROWS)
  limit(1_000_000)
  await store.write((db) => db.exec(`delete from fact where id = 1`))
  expect(count()).toBe(ROWS - 1)
  store.close()
})

describe('a backup', () => {
  test('is whole while others write, is one file for its owner alone, and knows what it is', async () => {
    const file = await filled()
    const { store } = open(file)
    const copy = join(dirOf(), 'backup.db')
    const copying = store.copyTo(copy)
    for (let n = 0; n < 50; n++) await store.write((db) => db.exec(`update fact set body = 'after ${n}'`))
    await copying
    store.close()
    expect(statSync(copy).mode & 0o777).toBe(0o600)
    expect([existsSync(`${copy}-wal`), existsSync(`${copy}-journal`)]).toEqual([false, false])
    expect(checkSqlite(copy)).toEqual([])
    const restored = open(copy)
    expect(restored.left).toBe('copy')
    // One transaction at a time: all rows are of the same moment.
    const bodies = restored.store.read((db) =>
      db.prepare('select count(distinct length(body) < 20) as n from fact').get(),
    )
    expect(bodies?.['n']).toBe(1)
    restored.store.close()
    const again = open(copy)
    expect(again.left).toBe('closed')
    again.store.close()
  })

  test('never over a file that is there; and none is left of one that failed', async () => {
    const file = await filled()
    const { store } = open(file)
    await expect(store.copyTo(file)).rejects.toThrow(/EEXIST/)
    const copy = join(dirOf(), 'backup.db')
    const closing = store.copyTo(copy)
    store.close()
    await expect(closing).rejects.toMatchObject({ code: 'CLOSED' })
    expect(existsSync(copy)).toBe(false)
  })
})
