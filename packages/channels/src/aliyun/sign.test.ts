import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalQuery, signAliyun } from './sign.ts'

const KEY = { accessKeyId: 'YourAccessKeyId', accessKeySecret: 'YourAccessKeySecret' }
const VECTOR = {
  method: 'POST',
  host: 'ecs.cn-shanghai.aliyuncs.com',
  action: 'RunInstances',
  version: '2014-05-26',
  query: { ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', RegionId: 'cn-shanghai' },
  body: '',
  at: Date.parse('2023-10-26T10:22:32Z'),
  nonce: '3156853299f313e23d1673dc12e1703d',
} as const

const signatureOf = (change: Partial<typeof VECTOR> | object = {}, key = KEY) =>
  /Signature=([0-9a-f]{64})$/.exec(signAliyun({ ...VECTOR, ...change }, key)['authorization'] ?? '')?.[1]

test("the vendor's own vector", () => {
  expect(signatureOf()).toBe('06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0')
  expect(signAliyun(VECTOR, KEY)['authorization']).toContain(
    'Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,',
  )
})

test('the date and nonce that the same page shows beside it do not give it', () => {
  expect(signatureOf({ at: Date.parse('2023-10-26T09:01:01Z') })).not.toBe(signatureOf())
})

test.each([
  ['host', { host: 'dysmsapi.aliyuncs.com' }],
  ['action', { action: 'SendSms' }],
  ['version', { version: '2017-05-25' }],
  ['query', { query: { ...VECTOR.query, A: '' } }],
  ['body', { body: '{}' }],
  ['second', { at: VECTOR.at + 1_000 }],
  ['nonce', { nonce: 'other' }],
])('another %s is another signature', (_name, change) => {
  expect(signatureOf(change)).not.toBe(signatureOf())
})

test('parts of a second do not count, and another secret does', () => {
  expect(signatureOf({ at: VECTOR.at + 999 })).toBe(signatureOf())
  expect(signatureOf({}, { ...KEY, accessKeySecret: 'other' })).not.toBe(signatureOf())
})

const anyQuery = fc.dictionary(fc.string({ unit: 'binary', minLength: 1 }), fc.string({ unit: 'binary' }))

test('a query reads back as it was, whatever is in it, and its order does not matter', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const text = canonicalQuery(query)
      expect(text).toMatch(/^[A-Za-z0-9\-._~%=&]*$/)
      const wellFormed = Object.entries(query).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()])
      expect([...new URLSearchParams(text)].toSorted()).toEqual(wellFormed.toSorted())
      expect(canonicalQuery(Object.fromEntries(Object.entries(query).toReversed()))).toBe(text)
    }),
  )
})

test('names are sorted as they are encoded, and what RFC 3986 reserves is encoded', () => {
  expect(canonicalQuery({ b: "!'()*~", a: ' +/', 'A b': '中' })).toBe('A%20b=%E4%B8%AD&a=%20%2B%2F&b=%21%27%28%29%2A~')
})
