import { expect, test } from 'vitest'
import { signTencent } from './sign.ts'

const KEY = { secretId: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE', secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE' }
const VECTOR = {
  host: 'cvm.tencentcloudapi.com',
  service: 'cvm',
  body: '{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}',
  at: 1_551_113_065_000,
}

const signatureOf = (change: Partial<typeof VECTOR> = {}, key = KEY) =>
  /Signature=([0-9a-f]{64})$/.exec(signTencent({ ...VECTOR, ...change }, key)['authorization'] ?? '')?.[1]

test("the vendor's own vector", () => {
  expect(signTencent(VECTOR, KEY)).toEqual({
    'content-type': 'application/json; charset=utf-8',
    'x-tc-timestamp': '1551113065',
    authorization: `TC3-HMAC-SHA256 Credential=${KEY.secretId}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168`,
  })
})

test.each([
  ['host', { host: 'sms.tencentcloudapi.com' }],
  ['service', { service: 'sms' }],
  ['byte of the body', { body: VECTOR.body.replace(' ', '') }],
  ['second', { at: VECTOR.at + 1_000 }],
  ['day', { at: VECTOR.at + 86_400_000 }],
])('another %s is another signature', (_name, change) => {
  expect(signatureOf(change)).not.toBe(signatureOf())
})

test('another secret is another signature, and parts of a second do not count', () => {
  expect(signatureOf({}, { ...KEY, secretKey: 'other' })).not.toBe(signatureOf())
  expect(signatureOf({ at: VECTOR.at + 999 })).toBe(signatureOf())
})
