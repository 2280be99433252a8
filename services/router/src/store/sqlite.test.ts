import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeClock } from './clock.case.ts'
import { describeRouterStore } from './contract.case.ts'
import { describeHistory } from './history.case.ts'
import { describeQueues } from './queues.case.ts'
import { openRouterStore } from './sqlite.ts'

const fatal = (error: Error): void => {
  throw error
}

const open = () => openRouterStore({ file: ':memory:', onFatal: fatal })
describeRouterStore('SQLite', open)
describeHistory('SQLite', open)
describeQueues('SQLite', open)
describeClock('SQLite', open)

test('a database keeps its name, and another one has another', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-router-')), 'router.db')
  const first = await openRouterStore({ file, onFatal: fatal })
  first.close()
  const second = await openRouterStore({ file, onFatal: fatal })
  expect(second.instance).toBe(first.instance)
  second.close()
  expect((await openRouterStore({ file: ':memory:', onFatal: fatal })).instance).not.toBe(first.instance)
})
