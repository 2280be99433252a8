import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { runHttpContract } from '../http.case.ts'
import { AT, alertOf, HOSTILE, notificationOf } from '../testing/notifications.ts'
import { answer, type Provider, startProvider } from '../testing/provider.ts'
import { webhookChannel } from './index.ts'
import { signatureHeaders } from './sign.ts'

const SECRET = 'whsec-0123456789abcdef'

runHttpContract(webhookChannel, {
  settings: (url) => ({ url: `${url}/hook`, hmac_secret: SECRET }),
  secrets: [SECRET],
  accept: () => answer(200, ''),
  judgesByStatus: true,
  checkLimits: ({ headers, raw }) => {
    const { 'x-tocsin-timestamp': timestamp, 'x-tocsin-signature': signature } = headers
    expect(signatureHeaders(SECRET, raw, Number(timestamp) * 1_000)['x-tocsin-signature']).toBe(signature)
  },
  stateBeforeEnd: null,
})

// By openssl: printf '1732341730.{"status":"firing","告":1}' | openssl dgst -sha256 -hmac SECRET
test('the signature is HMAC-SHA256 over time, dot and body', () => {
  expect(signatureHeaders(SECRET, '{"status":"firing","告":1}', 1_732_341_730_999)).toEqual({
    'x-tocsin-timestamp': '1732341730',
    'x-tocsin-signature': 'sha256=6be2b7b276ec14660b80bd736022f307a3bd88849381f1ba4cdb9048df4de66d',
  })
  expect(signatureHeaders(undefined, '{}', 0)).toEqual({})
})

describe('the example of docs/channels/webhook.md', () => {
  let provider: Provider
  beforeEach(async () => {
    provider = await startProvider()
  })
  afterEach(() => provider.close())

  test('knows our messages, and neither changed nor old ones', async () => {
    const isFromTocsin = await documented()
    const alerts = HOSTILE.map((value) => alertOf({ labels: { alertname: value } }))
    const config = webhookChannel.schema().parse({ url: provider.url, hmac_secret: SECRET })
    await webhookChannel.send(config, contextOf(notificationOf(alerts)))
    const { headers, raw } = provider.seen[0] ?? { headers: {}, raw: '' }
    const old = { ...headers, 'x-tocsin-timestamp': String(AT / 1_000 - 1) }
    expect(isFromTocsin(headers, raw, SECRET, AT)).toBe(true)
    expect(isFromTocsin(headers, `${raw} `, SECRET, AT)).toBe(false)
    expect(isFromTocsin(old, raw, SECRET, AT)).toBe(false)
    expect(isFromTocsin(headers, raw, 'another-secret-0123', AT)).toBe(false)
    expect(isFromTocsin(headers, raw, SECRET, AT + 301_000)).toBe(false)
    expect(isFromTocsin({}, raw, SECRET, AT)).toBe(false)
  })

  async function documented() {
    const page = readFileSync(new URL('../../../../docs/channels/webhook.md', import.meta.url), 'utf8')
    const code = /```js\n(.*?)```/s.exec(page)?.[1] ?? ''
    const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`)
    const found = typeof loaded === 'object' && loaded && 'isFromTocsin' in loaded ? loaded.isFromTocsin : undefined
    if (typeof found !== 'function') throw new Error('the page has no example')
    return (...given: readonly unknown[]): unknown => found(...given)
  }
})

test.each(['short', 'x'.repeat(257), 'line one\nline two 0123', 4711])('a secret that is none: %j', (hmac_secret) => {
  const { error } = webhookChannel.schema().safeParse({ url: 'http://x', hmac_secret })
  expect(error?.issues.map(({ message }) => message)).toEqual(['must be a text of 16 to 256 characters on one line'])
})
