import { expect, test } from 'vitest'
import { dropMissing, type Selection, selectServices } from './select.ts'

const ALL = 'postgres valkey sandbox router prometheus shop load rules'

test.each<[string, Partial<Selection>, string]>([
  ['everything', {}, ALL],
  ['only: with what it needs', { only: ['load'] }, 'postgres shop load'],
  ['only: several', { only: ['router', 'prometheus'] }, 'router prometheus'],
  ['without', { without: ['load'] }, 'postgres valkey sandbox router prometheus shop rules'],
  ['production has no sandbox', { profile: 'production' }, 'postgres valkey router prometheus shop load rules'],
  [
    'a database of the user',
    { env: { TOCSIN_SHOP_DATABASE_URL: 'postgres://x' } },
    'valkey sandbox router prometheus shop load rules',
  ],
  [
    'a cache of the user',
    { env: { TOCSIN_SHOP_CACHE_URL: 'redis://x' } },
    'postgres sandbox router prometheus shop load rules',
  ],
])('%s', (_, selection, expected) => {
  expect(selectServices({ profile: 'demo', env: {}, ...selection }).join(' ')).toBe(expected)
})

test('unknown names are refused', () => {
  expect(() => selectServices({ only: ['cart'], profile: 'demo', env: {} })).toThrow(
    'there is no service "cart"; there are: postgres, valkey, sandbox, router, prometheus, shop, load, rules',
  )
})

test('what needs a missing one is left out with it, and said so', () => {
  const all = selectServices({ profile: 'demo', env: {} })
  const { services, leftOut } = dropMissing(all, [{ name: 'postgres', reason: 'not found' }])
  expect(services).toEqual(['valkey', 'sandbox', 'router', 'prometheus', 'rules'])
  expect(leftOut.map(({ name, reason }) => `${name}: ${reason}`)).toEqual([
    'postgres: not found',
    'shop: needs postgres, which is left out',
    'load: needs postgres, which is left out',
  ])
})

test('a missing cache leaves nothing else out', () => {
  const all = selectServices({ profile: 'demo', env: {} })
  const { services, leftOut } = dropMissing(all, [{ name: 'valkey', reason: 'not found' }])
  expect(services).toEqual(['postgres', 'sandbox', 'router', 'prometheus', 'shop', 'load', 'rules'])
  expect(leftOut.map(({ name }) => name)).toEqual(['valkey'])
})
