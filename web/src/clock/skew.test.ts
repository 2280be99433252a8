import { expect, test } from 'vitest'
import { clockSkew } from './skew.ts'

test.each([
  [1_000, 1_000, 0],
  [1_000, 3_000, 0],
  [9_000, 1_000, 8_000],
  [1_000, 9_000, -8_000],
])('router %d, here %d → %d', (router, local, expected) => expect(clockSkew(router, local)).toBe(expected))
