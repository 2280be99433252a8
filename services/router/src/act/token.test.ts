import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Act, readToken, signToken } from './token.ts'

const NOW = 1_700_000_000_000
const SIGNER = { key: Buffer.alloc(32, 1), instance: 'here' }
const ACT: Act = { purpose: 'acknowledge', groupId: 42, episode: 3, expiresAt: NOW + 3_600_000 }
const UNKNOWN = { kind: 'refused', code: 'UNKNOWN' }

const acts = fc.record({
  purpose: fc.constantFrom('acknowledge' as const, 'silence' as const),
  groupId: fc.integer({ min: 1, max: 2 ** 48 - 1 }),
  episode: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  expiresAt: fc.integer({ min: NOW / 1_000 + 1, max: 2 ** 40 }).map((seconds) => seconds * 1_000),
})

test('what was signed is read, and the text stands in an address as it is', () => {
  fc.assert(
    fc.property(acts, (act) => {
      const token = signToken(act, SIGNER)
      expect(token).toMatch(/^[\w-]{67}$/)
      expect(readToken(token, SIGNER, NOW)).toEqual({ kind: 'valid', act })
    }),
  )
})

test('a token with any character changed is none of ours: purpose, group, episode, expiry and signature are held together', () => {
  const token = signToken(ACT, SIGNER)
  for (let at = 0; at < token.length; at++) {
    for (const other of ['A', 'B', '_', 'z', '-']) {
      if (token[at] === other) continue
      expect(readToken(token.slice(0, at) + other + token.slice(at + 1), SIGNER, NOW)).toEqual(UNKNOWN)
    }
  }
})

test.each([
  ['the key', { ...SIGNER, key: Buffer.alloc(32, 2) }],
  ['the database', { ...SIGNER, instance: 'a backup put in place' }],
])('a token of another time says nothing: %s is another one', (_what, signer) => {
  expect(readToken(signToken(ACT, SIGNER), signer, NOW)).toEqual(UNKNOWN)
  // Nor does it say that it has expired.
  expect(readToken(signToken(ACT, SIGNER), signer, ACT.expiresAt)).toEqual(UNKNOWN)
})

test('it lasts to its second, and not longer', () => {
  const token = signToken(ACT, SIGNER)
  expect(readToken(token, SIGNER, ACT.expiresAt - 1)).toMatchObject({ kind: 'valid' })
  expect(readToken(token, SIGNER, ACT.expiresAt)).toEqual({ kind: 'refused', code: 'EXPIRED' })
})

describe('what is no token', () => {
  test.each(['', 'x', 'A'.repeat(67), 'A'.repeat(68), `${signToken(ACT, SIGNER)}=`, ` ${signToken(ACT, SIGNER)}`])(
    '%j',
    (text) => {
      expect(readToken(text, SIGNER, NOW)).toEqual(UNKNOWN)
    },
  )

  test('anything at all', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        expect(readToken(text, SIGNER, NOW)).toEqual(UNKNOWN)
      }),
    )
  })
})
