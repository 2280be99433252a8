/** The write-ahead log, cut anywhere: the longest committed prefix comes back, never an error, never a half. */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openSqlite } from './sqlite.ts'

const V1 = 'create table fact(id integer primary key, tx integer not null, body text not null)'
const TRANSACTIONS = 6
const ROWS_EACH = 5
/** Source: sqlite.org/fileformat2.html, "The Write-Ahead Log". */
const WAL_HEADER = 32
const FRAME_HEADER = 24

const open = (file: string) =>
  openSqlite({ file, migrations: [V1], onFatal: (error) => expect.unreachable(error.message) })

/** Database and log as a process that was killed leaves them: K transactions committed, nothing checkpointed. */
async function killed() {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-wal-'))
  const file = join(dir, 'running.db')
  open(file).close()
  const store = open(file)
  /** Length of the log after each commit; index 0: only opened. */
  const lengths = [readFileSync(`${file}-wal`).length]
  for (let tx = 1; tx <= TRANSACTIONS; tx++) {
    const add = (n: number) =>
      store.write((db) => db.prepare('insert into fact(tx, body) values(?, ?)').run(tx, `${n}`.repeat(500)))
    await Promise.all(Array.from({ length: ROWS_EACH }, (_, n) => add(n)))
    lengths.push(readFileSync(`${file}-wal`).length)
  }
  copyFileSync(file, join(dir, 'cut.db'))
  const wal = readFileSync(`${file}-wal`)
  store.close()
  return { dir, file: join(dir, 'cut.db'), db: readFileSync(join(dir, 'cut.db')), wal, lengths }
}

/** Every third byte of the last frame and those around each border of a frame; every byte of all with TOCSIN_FULL. */
function cuts(wal: Buffer, lengths: readonly number[], pageSize: number): number[] {
  const every = Array.from({ length: wal.length + 1 }, (_, at) => at)
  if (process.env['TOCSIN_FULL']) return every
  const frame = FRAME_HEADER + pageSize
  const nearBorder = (at: number): boolean => {
    const inFrame = (at - WAL_HEADER) % frame
    return at <= WAL_HEADER + 1 || inFrame <= FRAME_HEADER + 1 || inFrame >= frame - 1
  }
  const lastFrame = (lengths.at(-1) ?? 0) - frame
  return every.filter((at) => nearBorder(at) || (at > lastFrame && at % 3 === 0))
}

test('cut at every byte, the log gives back what was committed before the cut, and all of it', {
  timeout: 600_000,
}, async () => {
  const { dir, file, db, wal, lengths } = await killed()
  const pageSize = db.readUInt16BE(16)
  const positions = cuts(wal, lengths, pageSize)
  expect(positions.length).toBeGreaterThan(200)
  const seen = new Set<number>()
  for (const at of positions) {
    writeFileSync(file, db)
    writeFileSync(`${file}-wal`, wal.subarray(0, at))
    const store = open(file)
    const rows = store.read((database) =>
      database
        .prepare('select tx, count(*) as n from fact group by tx order by tx')
        .all()
        .map((row) => ({ ...row })),
    )
    store.close()
    const committed = Math.max(
      0,
      lengths.findLastIndex((length) => length <= at),
    )
    seen.add(committed)
    expect(rows, `cut at byte ${at} of ${wal.length}`).toEqual(
      Array.from({ length: committed }, (_, n) => ({ tx: n + 1, n: ROWS_EACH })),
    )
  }
  // The cuts fell into every transaction.
  expect([...seen].sort()).toEqual(Array.from({ length: TRANSACTIONS + 1 }, (_, n) => n))
  rmSync(dir, { recursive: true })
})

test('a byte turned over anywhere in the log ends it there: what was committed before comes back', async () => {
  const { dir, file, db, wal, lengths } = await killed()
  for (let at = WAL_HEADER; at < wal.length; at += 211) {
    writeFileSync(file, db)
    const turned = Buffer.from(wal)
    turned[at] = ~(turned[at] ?? 0)
    writeFileSync(`${file}-wal`, turned)
    const store = open(file)
    const rows = store.read((database) => database.prepare('select tx, count(*) as n from fact group by tx').all())
    store.close()
    expect(rows.length, `turned at byte ${at}`).toBe(
      Math.max(
        0,
        lengths.findLastIndex((length) => length <= at),
      ),
    )
    expect(rows.every(({ n }) => n === ROWS_EACH)).toBe(true)
  }
  rmSync(dir, { recursive: true })
})
