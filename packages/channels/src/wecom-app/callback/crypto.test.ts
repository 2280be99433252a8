/** Against the vendor's own samples, which its SDKs in all languages share. */
import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decrypt, encrypt, isSignedBy, signatureOf } from './crypto.ts'
import { readXml, writeXml } from './xml.ts'

const TOKEN = 'QDG6eK'
const KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
const CORP = 'wx5823bf96d3bd56c7'

const VERIFICATION = {
  timestamp: '1409659589',
  nonce: '263014780',
  encrypted: 'P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ==',
}
const MESSAGE = {
  timestamp: '1409659813',
  nonce: '1372623149',
  encrypted:
    'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==',
}

describe('the vendor\u2019s samples', () => {
  test.each([
    ['a verification', VERIFICATION, '5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3'],
    ['a message', MESSAGE, '477715d11cdb4164915debcba66cb864d751f3e6'],
  ])('%s is signed so', (_name, signed, signature) => {
    expect(signatureOf(TOKEN, signed)).toBe(signature)
    expect(isSignedBy(TOKEN, signed, signature)).toBe(true)
    expect(isSignedBy(TOKEN, signed, signature.toUpperCase())).toBe(true)
    for (const wrong of ['', signature.slice(1), `${signature}0`, signature.replace(/^./, '0'), 'x'.repeat(40)]) {
      expect(isSignedBy(TOKEN, signed, wrong)).toBe(false)
    }
    expect(isSignedBy(`${TOKEN}x`, signed, signature)).toBe(false)
    expect(isSignedBy(TOKEN, { ...signed, timestamp: '1409659590' }, signature)).toBe(false)
  })

  test('the verification says what has to be answered', () => {
    expect(decrypt(KEY, VERIFICATION.encrypted)).toEqual({ message: '1616140317555161061', receiver: CORP })
  })

  test('the message is the one of the samples', () => {
    const plain = decrypt(KEY, MESSAGE.encrypted)
    expect(plain?.receiver).toBe(CORP)
    expect(readXml(plain?.message ?? '')).toEqual({
      ToUserName: CORP,
      FromUserName: 'mycreate',
      CreateTime: '1409659813',
      MsgType: 'text',
      Content: 'hello',
      MsgId: '4561255354251345929',
      AgentID: '218',
    })
  })
})

describe('encryption', () => {
  test('every length comes back, whatever its padding', () => {
    for (let length = 0; length <= 100; length++) {
      const message = 'x'.repeat(length)
      const encrypted = encrypt(KEY, { message, receiver: CORP }, randomBytes(16))
      expect(Buffer.from(encrypted, 'base64').length % 32).toBe(0)
      expect(decrypt(KEY, encrypted)).toEqual({ message, receiver: CORP })
    }
  })

  test('every text comes back', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 200 })
    fc.assert(
      fc.property(text, text, fc.uint8Array({ minLength: 16, maxLength: 16 }), (message, receiver, random) => {
        expect(decrypt(KEY, encrypt(KEY, { message, receiver }, random))).toEqual({ message, receiver })
      }),
    )
  })

  test('what another key encrypted, and what nobody did, is nothing', () => {
    const other = `${'k'.repeat(42)}A`
    const encrypted = encrypt(other, { message: 'hello', receiver: CORP }, randomBytes(16))
    expect(decrypt(KEY, encrypted)?.receiver).not.toBe(CORP)
    for (const text of ['', '=', 'AAAA', 'not base64!', VERIFICATION.encrypted.slice(4)]) {
      expect(decrypt(KEY, text)).toBeUndefined()
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const plain = decrypt(KEY, Buffer.from(bytes).toString('base64'))
        expect(plain === undefined || plain.receiver !== CORP).toBe(true)
      }),
    )
  })
})

describe('XML', () => {
  test('texts right below the root, CDATA or not', () => {
    const text =
      '<?xml version="1.0"?>\n<xml><A><![CDATA[<b>&amp;]]></A><B>1 &lt; 2 &#65;</B><C><D>deep</D></C><E/></xml>'
    expect(readXml(text)).toEqual({ A: '<b>&amp;', B: '1 < 2 A', C: '', E: '' })
  })

  test.each([
    ['nothing', ''],
    ['no XML', 'hello'],
    ['half of it', '<xml><A>'],
    ['two roots', '<xml></xml><xml></xml>'],
    ['a document type', '<!DOCTYPE xml><xml><A>1</A></xml>'],
    ['an entity of its own', '<!DOCTYPE xml [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>'],
    ['an outer entity', '<!DOCTYPE xml [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>'],
    ['an entity that nobody defined', '<xml><A>&a;</A></xml>'],
    ['a processing instruction', '<xml><?php 1 ?><A>1</A></xml>'],
    ['the same name twice', '<xml><A>1</A><A>2</A></xml>'],
    ['too deep', `<xml>${'<A>'.repeat(8)}${'</A>'.repeat(8)}</xml>`],
    ['too many', `<xml>${Array.from({ length: 201 }, (_, n) => `<A${n}/>`).join('')}</xml>`],
    ['too long', `<xml><A>${'a'.repeat(70_000)}</A></xml>`],
  ])('%s is refused', (_name, text) => {
    expect(readXml(text)).toBeUndefined()
  })

  test('what is written is read', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(']', '>', '<', '&', 'a', '告', '👩‍👩‍👧‍👦', '!', '\n'), maxLength: 40 }),
        (text) => {
          expect(
            readXml(
              writeXml([
                ['A', text],
                ['N', 7],
                ['B', [['C', text]]],
              ]),
            ),
          ).toEqual({ A: text, N: '7', B: '' })
        },
      ),
    )
    expect(readXml(writeXml([['A', 'a\u0000\u0007\uD800b']]))).toEqual({ A: 'a\uFFFDb' })
  })
})
