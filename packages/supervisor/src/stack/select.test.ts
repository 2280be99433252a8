import { expect, test } from 'vitest'
import { dropMissing, type Selection, selectServices } from './select.ts'

const ALL = 'postgres sandbox router prometheus shop load'

test.each<[string, Partial<Selection>, string]>([
  ['everything', {}, ALL],
  ['only: with what it needs', { only: ['load'] }, 'postgres shop load'],
  ['only: several', { only: ['router', 'prometheus'] }, 'router prometheus'],
  ['without', { without: ['load'] }, 'postgres sandbox router prometheus shop'],
  ['production has no sandbox', { profile: 'production' }, 'postgres router prometheus shop load'],
  [
    'a database of the user',
    { env: { TOCSIN_SHOP_DATABASE_URL: 'postgres://x' } },
    'sandbox router prometheus shop load',
  ],
])('%s', (_, selection, expected) => {
  expect(selectServices({ profile: 'demo', env: {}, ...selection }).join(' ')).toBe(expected)
})

test('unknown names are refused', () => {
  expect(() => selectServices({ only: ['cart'], profile: 'demo', env: {} })).toThrow(
    'there is no service "cart"; there are: postgres, sandbox, router, prometheus, shop, load',
  )
})

test('what needs a missing one is left out with it, and said so', () => {
  const all = selectServices({ profile: 'demo', env: {} })
  const { services, leftOut } = dropMissing(all, [{ name: 'postgres', reason: 'not found' }])
  expect(services).toEqual(['sandbox', 'router', 'prometheus'])
  expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'postgres: not found',
    'shop: needs postgres, which is left out',
    'load: needs postgres, which is left out',
  ])
})
