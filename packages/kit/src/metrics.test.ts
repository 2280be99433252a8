import { expect, test } from 'vitest'
import { createRegistry } from './metrics.ts'

test('the process metrics have the limit of the heap beside its use', async () => {
  const text = await createRegistry().metrics()
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
  expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(1_000_000)
  expect(value('nodejs_heap_size_limit_bytes')).toBeGreaterThan(value('nodejs_heap_size_used_bytes'))
})

test('without process metrics there are none', async () => {
  expect(await createRegistry({ processMetrics: false }).metrics()).not.toContain('nodejs_')
})
