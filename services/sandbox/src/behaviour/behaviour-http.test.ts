import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startSandbox, type TestSandbox } from '../testing/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(async () => {
  await sandbox.send('DELETE', '/api/messages')
  for (const channel of ['wecom', 'sms', 'ticket']) await behave(channel, { mode: 'ok' })
})
afterAll(() => sandbox.stop())

const behave = (channel: string, body: unknown) => sandbox.send('PUT', `/behaviour/${channel}`, body)
const counters = async (channel: string): Promise<unknown> =>
  ((await sandbox.get('/api/counters')).body as Record<string, unknown>)[channel]

const CALLS = {
  wecom: ['/cgi-bin/webhook/send?key=robot-one', { msgtype: 'text', text: { content: '告警' } }, 200],
  sms: ['/sms/send', { to: '13800001234', text: '告警' }, 200],
  ticket: ['/tickets', { title: '告警' }, 201],
} as const

/** Sends, and gives up after the inbox has the call: no fixed wait. Resolves to whether an answer came before. */
async function sendUntilRecorded(url: string, body: unknown, key: string): Promise<'answered' | 'silent'> {
  const giveUp = new AbortController()
  const call = fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'idempotency-key': key },
    signal: giveUp.signal,
  }).then(
    () => 'answered' as const,
    () => 'silent' as const,
  )
  const deadline = Date.now() + 5000
  while (Date.now() < deadline) {
    const messages = (await sandbox.get('/api/messages')).body as { idempotencyKey: string }[]
    if (messages.some((message) => message.idempotencyKey === key)) break
  }
  // One more round trip: an answer, if there were one, would be here by then.
  await sandbox.get('/healthz')
  giveUp.abort()
  return call
}

describe.each(Object.entries(CALLS))('%s', (channel, [path, body, okStatus]) => {
  test('500, twice, then ok', async () => {
    expect((await behave(channel, { mode: '500', times: 2 })).body).toMatchObject({
      [channel]: { mode: '500', times: 2 },
    })
    expect((await sandbox.post(path, body)).status).toBe(500)
    expect((await sandbox.get('/behaviour')).body).toMatchObject({ [channel]: { mode: '500', times: 1 } })
    expect((await sandbox.post(path, body)).status).toBe(500)
    expect((await sandbox.post(path, body)).status).toBe(okStatus)
    expect((await sandbox.get('/behaviour')).body).toMatchObject({ [channel]: { mode: 'ok' } })
    expect(await counters(channel)).toEqual({ received: 3, accepted: 1, refused: 2, unanswered: 0, duplicates: 0 })
  })

  test('429 with Retry-After', async () => {
    await behave(channel, { mode: '429' })
    const answer = await sandbox.post(path, body)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '1'])
    await behave(channel, { mode: '429', retryAfterS: 5 })
    expect((await sandbox.post(path, body)).headers.get('retry-after')).toBe('5')
  })

  test('errcode: HTTP 200 and a refusal in the body', async () => {
    await behave(channel, { mode: 'errcode', times: 1 })
    const expected = channel === 'wecom' ? { errcode: 45009 } : { code: 'REFUSED' }
    expect(await sandbox.post(path, body)).toMatchObject({ status: 200, body: expected })
    expect(await counters(channel)).toMatchObject({ accepted: 0, refused: 1 })
  })

  test('silent-before-accept: counted, not accepted, no answer', async () => {
    await behave(channel, { mode: 'silent-before-accept', times: 1 })
    expect(await sendUntilRecorded(sandbox.url + path, body, 'k')).toBe('silent')
    expect((await sandbox.get(`/api/messages?channel=${channel}`)).body).toMatchObject([
      { status: 'unanswered', answered: false, text: expect.any(String) },
    ])
    await sandbox.post(path, body, 'k')
    expect(await counters(channel)).toEqual({ received: 2, accepted: 1, refused: 0, unanswered: 1, duplicates: 0 })
  })

  test('accept-then-silent: accepted, no answer; the repeat is a duplicate', async () => {
    await behave(channel, { mode: 'accept-then-silent', times: 1 })
    expect(await sendUntilRecorded(sandbox.url + path, body, 'k')).toBe('silent')
    expect((await sandbox.get(`/api/messages?channel=${channel}`)).body).toMatchObject([
      { status: 'accepted', answered: false, idempotencyKey: 'k' },
    ])
    expect((await sandbox.post(path, body, 'k')).status).toBe(okStatus)
    expect(await counters(channel)).toEqual({ received: 2, accepted: 2, refused: 0, unanswered: 0, duplicates: 1 })
  })
})

test('an errcode of choice for WeCom', async () => {
  await behave('wecom', { mode: 'errcode', errcode: 93000 })
  const [path, body] = CALLS.wecom
  expect((await sandbox.post(path, body)).body).toMatchObject({
    errcode: 93000,
    errmsg: expect.stringMatching(/^invalid/),
  })
})

test('a ticket created in silence is there, and can be found', async () => {
  await behave('ticket', { mode: 'accept-then-silent', times: 1 })
  await sendUntilRecorded(`${sandbox.url}/tickets`, { title: 'a', key: 'found' }, 'k')
  expect((await sandbox.get('/tickets?key=found')).body).toHaveLength(1)
})

test.each([
  ['fax', { mode: 'ok' }, /"fax" is no channel; allowed: wecom, wecom-app, sms, voice, ticket, email/],
  ['wecom', { mode: 'slow' }, /allowed: "ok", "500"/],
  ['sms', { mode: 'errcode', errcode: 1 }, /errcode: not a field/],
  ['wecom', '{', /not valid JSON/],
  ['wecom', '7', /send a JSON object/],
])('PUT /behaviour/%s %j is refused', async (channel, body, message) => {
  expect(await behave(channel, body)).toMatchObject({
    status: 400,
    body: { error: 'INVALID_REQUEST', message: expect.stringMatching(message) },
  })
})

test('a stop cuts the calls that are held', async () => {
  const other = await startSandbox()
  await other.send('PUT', '/behaviour/sms', { mode: 'silent-before-accept' })
  const call = fetch(`${other.url}/sms/send`, { method: 'POST', body: JSON.stringify(CALLS.sms[1]) }).then(
    () => 'answered',
    () => 'cut',
  )
  while (!String((await other.get('/metrics')).body).includes('sandbox_held_calls 1')) {
    // The call is on its way.
  }
  await other.stop()
  expect(await call).toBe('cut')
})
