/** Asking for a fresh chance: who may not have one, and why. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { RouterStore } from '../../store/port.ts'
import { openRouterStore } from '../../store/sqlite.ts'
import { owing, REFUSED, SENT } from '../../store/testing/owed.ts'
import { NOW } from '../../store/testing/records.ts'
import { deadLetterPage, replay } from './dead-letters.ts'

const robot = { index: 0, channel: { type: 'wecom_robot' }, traits: {}, target: 'wecom_robot …beef' }

describe('a fresh chance', () => {
  let store: RouterStore
  let w: Awaited<ReturnType<typeof owing>>
  let woken: number
  let receivers: Readonly<Record<string, readonly (typeof robot)[]>>
  const ask = (id: string, body?: unknown) =>
    replay(
      {
        ...{ store, now: () => NOW + 9, wake: () => woken++ },
        live: () => ({ receivers: new Map(Object.entries(receivers)) }),
      },
      id,
      body,
    )
  beforeEach(async () => {
    store = await openRouterStore({ file: ':memory:', onFatal: (error) => expect.unreachable(error.message) })
    w = await owing(store)
    woken = 0
    receivers = { team: [robot] }
    await w.decide(1)
  })

  test('is given to what was refused, and somebody is woken to send it', async () => {
    await w.call(REFUSED, NOW)
    expect(await ask('1', {})).toEqual({
      status: 200,
      body: { id: 1, receiver: 'team', target: 'wecom_robot …beef', key: 'same' },
    })
    expect(woken).toBe(1)
    expect((await deadLetterPage(store, {})).letters).toEqual([])
  })

  test.each([
    ['no number', 'x1', undefined, 400, 'no number of a delivery'],
    ['nobody knows', '77', undefined, 404, 'no delivery 77'],
    ['is still owed', '1', undefined, 409, 'delivery 1 is waiting'],
    ['asks for more', '1', { now: true }, 400, 'evenIfNewer'],
    ['asks for what is neither', '1', { evenIfNewer: 'yes' }, 400, 'true or false'],
  ])('is not given to one that %s', async (_name, id, body, status, said) => {
    expect(await ask(id, body)).toMatchObject({
      status,
      body: { code: status, message: expect.stringContaining(said) },
    })
    expect(woken).toBe(0)
  })

  test('has to wait for a receiver that is there', async () => {
    await w.call(REFUSED, NOW)
    receivers = { team: [{ ...robot, channel: { type: 'webhook' } }] }
    expect(await ask('1')).toMatchObject({
      status: 409,
      body: { message: expect.stringContaining('has no such channel') },
    })
    receivers = {}
    expect(await ask('1')).toMatchObject({ status: 409 })
  })

  test('is asked about where the receiver has newer news', async () => {
    await w.call(REFUSED, NOW)
    await w.decide(2, NOW + 1)
    await w.call(SENT, NOW + 1)
    expect(await ask('1')).toMatchObject({ status: 409, body: { newer: { id: 2, state: 'sent' } } })
    expect(await ask('1', { evenIfNewer: true })).toMatchObject({ status: 200 })
  })

  test('pages of dead letters follow each other', async () => {
    await w.call(REFUSED, NOW)
    await w.decide(2, NOW + 1)
    await w.call(REFUSED, NOW + 1)
    const first = await deadLetterPage(store, { limit: '1' })
    expect(first).toMatchObject({ letters: [{ id: 2 }], next: 2 })
    expect(await deadLetterPage(store, { limit: '1', before: String(first.next) })).toMatchObject({
      letters: [{ id: 1 }],
    })
    await expect(deadLetterPage(store, { limit: '0' })).rejects.toThrow('limit')
  })
})
