import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startSandbox, type TestSandbox } from '../testing/sandbox.ts'

let sandbox: TestSandbox
beforeAll(async () => {
  sandbox = await startSandbox()
})
beforeEach(async () => {
  await sandbox.send('DELETE', '/api/messages')
  await sandbox.send('PUT', '/behaviour/voice', { mode: 'ok' })
})
afterAll(() => sandbox.stop())

const CALL = { to: '+8613800001234', text: '您好，这里是告警系统。', play_times: 2, id: 'call-1' }

test('a call is kept with its text and its key, and counts apart from SMS', async () => {
  const answer = await sandbox.post('/voice/call', CALL)
  expect(answer).toMatchObject({ status: 200, body: { code: 'OK', callId: expect.stringMatching(/^CALL/) } })
  await sandbox.post('/voice/call', CALL)
  expect((await sandbox.get('/api/messages?channel=voice')).body).toMatchObject([
    { duplicate: true, raw: { play_times: 2 } },
    { channel: 'voice', text: CALL.text, target: CALL.to, idempotencyKey: 'call-1', status: 'accepted' },
  ])
  expect((await sandbox.get('/api/counters')).body).toMatchObject({
    voice: { received: 2, accepted: 2, duplicates: 1 },
    sms: { received: 0 },
  })
})

test.each([
  [{ ...CALL, to: 'zhang' }, 'must be a phone number'],
  [{ ...CALL, text: ' ' }, 'must not be empty'],
  [{ ...CALL, text: '告'.repeat(351) }, 'may have up to 350 characters'],
  [{ ...CALL, play_times: 4 }, 'must be 1 to 3'],
])('refused: %j', async (body, problem) => {
  expect(await sandbox.post('/voice/call', body)).toMatchObject({
    status: 422,
    body: { code: 'INVALID_PARAMETER', message: expect.stringContaining(problem) },
  })
})

test('misbehaves on request, with the code of the body', async () => {
  await sandbox.send('PUT', '/behaviour/voice', { mode: 'errcode', code: 'BUSY', times: 1 })
  expect((await sandbox.post('/voice/call', CALL)).body).toMatchObject({ code: 'BUSY' })
  expect((await sandbox.post('/voice/call', CALL)).body).toMatchObject({ code: 'OK' })
  expect((await sandbox.get('/voice/call')).status).toBe(405)
})
