import { describe, expect, test } from 'vitest'
import { sampleOf, shapeOf } from './shape.ts'

describe('shapeOf', () => {
  test.each([
    ['timeout after 5000 ms', 'timeout after 31 ms'],
    ['connect ECONNREFUSED 10.0.0.7:5432', 'connect ECONNREFUSED 192.168.1.250:5433'],
    ['connect to fe80::1ff:fe23:4567:890a failed', 'connect to ::1 failed'],
    ['order 550e8400-e29b-41d4-a716-446655440000 failed', 'order 123e4567-e89b-12d3-a456-426614174000 failed'],
    ['trace 4bf92f3577b34da6a3ce929d0e0e4736 lost', 'trace 00f067aa0ba902b7 lost'],
    ['at 0x7ffe12 in pool', 'at 0xdead in pool'],
    ['relation "orders" does not exist', 'relation "carts and more" does not exist'],
    ["key 'a' missing", "key 'b c' missing"],
    ['GET /orders/17 took long', 'GET /checkout took long'],
    ['open /var/lib/a.db failed', 'open /tmp/b failed'],
    ['failed\nError: timeout 5\n    at a.ts:1', 'failed\nError: timeout 6\n    at b.ts:2'],
  ])('%j and %j are one kind', (a, b) => {
    expect(shapeOf(a)).toBe(shapeOf(b))
  })

  test.each([
    ['connection timeout', 'connection refused'],
    ["can't connect, won't retry", "can't read, won't retry"],
    ['failed\nError: timeout', 'failed\nError: refused'],
    ['the facade fell', 'the decade fell'],
  ])('%j and %j are two kinds', (a, b) => {
    expect(shapeOf(a)).not.toBe(shapeOf(b))
  })

  test.each(['"', "'", '/', ':', 'a', '1.', 'ab:', '[', '/a'])('%j many times does not make it slow', (text) => {
    const started = performance.now()
    shapeOf(text.repeat(100_000))
    expect(performance.now() - started).toBeLessThan(100)
  })
})

describe('sampleOf', () => {
  test('leaves a short line whole, with its stack', () => {
    expect(sampleOf('failed\nError: x\n    at a')).toBe('failed\nError: x\n    at a')
  })

  test('cuts at 2,000 characters', () => {
    const sample = sampleOf(`failed\nError: x\n${'    at a\n'.repeat(1_000)}`)
    expect(sample).toHaveLength(2_000)
    expect(sample.startsWith('failed\nError: x\n')).toBe(true)
    expect(sample.endsWith('…')).toBe(true)
  })

  test('keeps the first line of the stack behind a long message', () => {
    const sample = sampleOf(`${'m'.repeat(5_000)}\nError: connection timeout\n    at a`)
    expect(sample).toHaveLength(2_000)
    expect(sample.endsWith('m…\nError: connection timeout')).toBe(true)
  })

  test('cuts a long stack line too', () => {
    expect(sampleOf(`${'m'.repeat(5_000)}\n${'e'.repeat(5_000)}`)).toHaveLength(2_000)
  })
})
