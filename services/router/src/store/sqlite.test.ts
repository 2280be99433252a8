import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { describeClock } from './clock.case.ts'
import { describeRouterStore } from './contract.case.ts'
import { describeDeadLetters } from './dead-letters.case.ts'
import { describeFallback } from './fallback.case.ts'
import { describeHistory } from './history.case.ts'
import { describeHolds } from './holds.case.ts'
import { describePromises } from './promises.case.ts'
import { describePrune } from './prune.case.ts'
import { describeQueues } from './queues.case.ts'
import { openRouterStore } from './sqlite.ts'
import { alert, NOW } from './testing/records.ts'
import { describeTogether } from './together.case.ts'

const fatal = (error: Error): void => {
  throw error
}

const open = () => openRouterStore({ file: ':memory:', onFatal: fatal })
describeRouterStore('SQLite', open)
describeHistory('SQLite', open)
describePromises('SQLite', open)
describeQueues('SQLite', open)
describeTogether('SQLite', open)
describeHolds('SQLite', open)
describeClock('SQLite', open)
describeFallback('SQLite', open)
describeDeadLetters('SQLite', open)
describePrune('SQLite', open)

test('a database keeps its name, and another one has another', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-router-')), 'router.db')
  const first = await openRouterStore({ file, onFatal: fatal })
  first.close()
  const second = await openRouterStore({ file, onFatal: fatal })
  expect(second.instance).toBe(first.instance)
  second.close()
  expect((await openRouterStore({ file: ':memory:', onFatal: fatal })).instance).not.toBe(first.instance)
})

test('a value that is damaged is said to be, without repeating it', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-router-')), 'router.db')
  const first = await openRouterStore({ file, onFatal: fatal })
  await first.acceptTransitions([alert('a')], NOW)
  first.close()
  const plain = new DatabaseSync(file)
  plain.exec(`update alert set labels = '{"team":"s3cret'`)
  plain.close()
  const second = await openRouterStore({ file, onFatal: fatal })
  await expect(second.unrouted(10)).rejects.toThrow(
    /^the database is damaged: "labels" of row a is no JSON; restore a backup$/,
  )
  second.close()
})
