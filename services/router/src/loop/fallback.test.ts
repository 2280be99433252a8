/** A receiver that cannot be reached: who hears it instead, when, and once. */
import { expect, test } from 'vitest'
import { type Answer, NOW, ROBOT, world } from './testing/world.ts'

const CHAIN = `
route: { receiver: chat, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers:
  - { name: chat, delivery: { fallback: { receiver: sms, after: 5m } } }
  - { name: sms, delivery: { fallback: { receiver: voice, after: 10m } } }
  - { name: voice }
`
const MINUTE = 60_000
const refused: Answer = async () => ({ kind: 'reject', code: '93000', reason: 'invalid webhook url' })
const down: Answer = async () => ({ kind: 'retry', code: 'HTTP 500', reason: 'down' })
const sent: Answer = async () => ({ kind: 'sent', code: 'OK' })

type World = Awaited<ReturnType<typeof world>>
const heard = ({ calls }: World, receiver: string) => calls.filter((call) => call.receiver === receiver)
const round = async (w: World): Promise<void> => {
  await w.tick()
  await w.fallBackLate()
  await w.deliver()
}

test('what is refused for good is heard at once by the fallback, which says why', async () => {
  const w = await world({ chat: refused }, CHAIN)
  await w.fire('disk')
  await round(w)
  expect(await w.states()).toEqual(['sms sent', 'chat rejected'])
  expect(heard(w, 'sms')).toMatchObject([
    { status: 'firing', insteadOf: { receiver: 'chat', code: '93000', reason: 'invalid webhook url' } },
  ])
  expect(heard(w, 'sms')[0]?.alerts).toEqual(heard(w, 'chat')[0]?.alerts)
  expect(heard(w, 'sms')[0]?.idempotencyKey).not.toBe(heard(w, 'chat')[0]?.idempotencyKey)
  expect([w.dead, w.fellBack]).toEqual([['chat 93000'], ['chat → sms']])
})

test('a chain goes on until somebody hears it', async () => {
  const w = await world({ chat: refused, sms: refused }, CHAIN)
  await w.fire('disk')
  await round(w)
  expect(await w.states()).toEqual(['voice sent', 'sms rejected', 'chat rejected'])
  expect(heard(w, 'voice')).toMatchObject([{ insteadOf: { receiver: 'sms', code: '93000' } }])
})

test('what is still owed after its time is heard by the fallback, once, and goes on being tried', async () => {
  const answers: Record<string, Answer> = { chat: down }
  const w = await world(answers, CHAIN)
  await w.fire('disk')
  await round(w)
  w.after(5 * MINUTE - 1)
  await round(w)
  expect(heard(w, 'sms')).toEqual([])
  expect(await w.fallBackLate()).toBe(NOW + 5 * MINUTE)
  w.after(1)
  await round(w)
  w.after(6 * MINUTE)
  await round(w)
  expect(heard(w, 'sms')).toMatchObject([{ insteadOf: { receiver: 'chat', code: 'HTTP 500', reason: 'down' } }])
  answers['chat'] = sent
  w.after(MINUTE)
  await round(w)
  expect(await w.states()).toEqual(['sms sent', 'chat sent'])
  expect(w.fellBack).toEqual(['chat → sms'])
  expect(await w.fallBackLate()).toBeUndefined()
})

test('news that comes again and again does not put the fallback off', async () => {
  // Nothing can be begun, so each piece of news replaces the one before it, untried.
  const w = await world({}, CHAIN.replace('group_by: [alertname], ', ''))
  for (let minute = 0; minute < 5; minute++) {
    await w.fire(`disk-${minute}`)
    await w.tick()
    w.after(MINUTE)
  }
  await w.fallBackLate()
  expect(w.fellBack).toEqual(['chat → sms'])
})

test('an end is told to those who heard of the firing, whoever else hears it too', async () => {
  const answers: Record<string, Answer> = { chat: down }
  const w = await world(answers, CHAIN)
  await w.fire('disk', 'cpu')
  await w.tick()
  await w.deliver()
  w.after(5 * MINUTE)
  await round(w)
  expect(heard(w, 'sms')).toHaveLength(2)
  answers['chat'] = sent
  w.after(MINUTE)
  await round(w)
  await w.end('disk')
  w.after(MINUTE)
  await round(w)
  expect(heard(w, 'chat').at(-1)).toMatchObject({ status: 'resolved', groupLabels: { alertname: 'disk' } })
  expect(heard(w, 'sms').slice(2)).toMatchObject([{ status: 'resolved', groupLabels: { alertname: 'disk' } }])
  expect(heard(w, 'sms').at(-1)).not.toHaveProperty('insteadOf')
})

test('an end that is refused is not told to those who never heard of the firing', async () => {
  const answers: Record<string, Answer> = {}
  const w = await world(answers, CHAIN)
  await w.fire('disk')
  await round(w)
  answers['chat'] = refused
  await w.end('disk')
  w.after(MINUTE)
  await round(w)
  expect(await w.states()).toEqual(['chat rejected', 'chat sent'])
})

test('a reload that takes the fallback away leaves nobody waiting for it', async () => {
  const w = await world({ chat: down }, CHAIN)
  await w.fire('disk')
  await round(w)
  await w.reload(CHAIN.replace(', delivery: { fallback: { receiver: sms, after: 5m } }', ''))
  w.after(10 * MINUTE)
  expect(await w.fallBackLate()).toBeUndefined()
  await round(w)
  expect(heard(w, 'sms')).toEqual([])
})

test('each group of a message that many shared is heard by the fallback', async () => {
  const w = await world({ [ROBOT]: refused }, CHAIN.replaceAll('chat', ROBOT))
  await w.fire(...Array.from({ length: 11 }, (_, n) => `a${n}`))
  await round(w)
  for (let second = 0; second < 60; second++) {
    w.after(1_000)
    await w.deliver()
  }
  expect(Math.max(...w.together)).toBe(5)
  expect(w.dead).toHaveLength(11)
  expect(new Set(heard(w, 'sms').map(({ groupKey }) => groupKey)).size).toBe(11)
  expect(heard(w, 'sms')).toHaveLength(11)
})
