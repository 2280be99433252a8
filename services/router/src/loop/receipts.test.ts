/** What became of messages that a provider accepted, and what a budget still allows. */
import type { Receipt } from '@tocsin/channels'
import { expect, test } from 'vitest'
import { readBudgets } from './budget.ts'
import { NOW, PHONE, world } from './testing/world.ts'

const CONFIG = `
route: { receiver: ${PHONE}, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers:
  - { name: ${PHONE}, delivery: { fallback: { receiver: chat, after: 10m } } }
  - { name: chat }
`
const [ONE, TWO] = ['+8613800000001', '+8613800000002'] as const
const receipt = (recipient: string, kind: Receipt['kind'], at = NOW + 4_000): Receipt => ({
  ...{ recipient, kind, code: kind === 'failed' ? 'EXPIRED' : 'DELIVERED', reason: kind, at },
})

async function sms() {
  const w = await world({}, CONFIG)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  const ask = async () => {
    const next = await w.receipts.askDue()
    await w.receipts.idle()
    await w.deliver()
    return next
  }
  const tell = (...receipts: Receipt[]) => w.told.push(async () => receipts)
  const view = async () => (await w.store.deliveryViews(10)).find(({ receiver }) => receiver === PHONE)
  return { w, ask, tell, view }
}

test('the provider is asked when it said, and again until it knows', async () => {
  const { w, ask, tell, view } = await sms()
  expect(await ask()).toBe(NOW + 5_000)
  w.after(5_000)
  await ask()
  expect(await ask()).toBe(NOW + 35_000)
  w.after(30_000)
  tell(receipt(ONE, 'delivered'), receipt(TWO, 'delivered', NOW + 9_000))
  await ask()
  expect(await ask()).toBeUndefined()
  expect(await view()).toMatchObject({
    state: 'sent',
    deliveredAt: NOW + 9_000,
    recipients: [
      { outcome: 'sent', receipt: { kind: 'delivered', at: NOW + 4_000 } },
      { outcome: 'sent', receipt: { kind: 'delivered', at: NOW + 9_000 } },
    ],
  })
  // Numbers are shown by their ends only.
  expect(JSON.stringify(await view())).not.toContain('13800000001')
})

test('what nobody got is a dead letter, and the fallback hears it', async () => {
  const { w, ask, tell, view } = await sms()
  w.after(5_000)
  tell(receipt(ONE, 'failed'), receipt(TWO, 'failed'))
  await ask()
  expect(await w.states()).toEqual(['chat sent', 'phone rejected'])
  expect(await view()).toMatchObject({ end: { how: 'not-delivered', code: 'EXPIRED' } })
  expect(w.calls.at(-1)).toMatchObject({ receiver: 'chat', insteadOf: { receiver: PHONE, code: 'EXPIRED' } })
  expect(w.dead).toEqual(['phone EXPIRED'])
})

test('one who got it is enough', async () => {
  const { w, ask, tell } = await sms()
  w.after(5_000)
  tell(receipt(ONE, 'failed'), receipt(TWO, 'delivered'))
  await ask()
  expect(await w.states()).toEqual(['phone sent'])
})

test('a fresh chance after a failed receipt is a message of its own, to those who did not get it', async () => {
  const { w, ask, tell, view } = await sms()
  const key = w.calls[0]?.idempotencyKey
  w.after(5_000)
  tell(receipt(ONE, 'failed'), receipt(TWO, 'failed'))
  await ask()
  const deliveryId = (await view())?.id ?? -1
  const again = { deliveryId, at: w.now(), evenIfNewer: false, target: 'fake phone', limitKey: undefined }
  expect(await w.store.replay(again)).toEqual({ kind: 'replayed', key: 'new' })
  await w.deliver()
  expect(w.sentTo).toEqual([
    [ONE, TWO],
    [ONE, TWO],
  ])
  expect(w.calls.at(-1)?.idempotencyKey).not.toBe(key)
})

test('a call that begins while the provider is asked: nothing of the answer is kept, and it is asked again', async () => {
  const { w, tell, view, ask } = await sms()
  w.after(5_000)
  const [due] = await w.store.receiptsDue(w.now(), 5)
  if (!due) throw new Error('nothing is due')
  const answer = { deliveryId: due.id, at: w.now(), receipts: [receipt(ONE, 'failed'), receipt(TWO, 'failed')] }
  const late = { ...answer, priorState: { asked: 7 }, newState: { asked: 8 }, askAgainAt: undefined }
  expect(await w.store.saveReceipts(late)).toBeUndefined()
  expect((await view())?.state).toBe('sent')
  w.after(1_000)
  tell(receipt(ONE, 'delivered'))
  await ask()
  expect((await view())?.deliveredAt).toBe(NOW + 4_000)
})

test('a provider that cannot be asked is asked a minute later', async () => {
  const { w, ask } = await sms()
  w.after(5_000)
  w.told.push(() => Promise.reject(new Error('no such host')))
  await ask()
  expect(await w.store.nextReceiptsAt()).toBe(NOW + 65_000)
})

test('a receiver that has sent all that it may sends no more: the fallback hears it', async () => {
  const { w } = await sms()
  await w.fire('cpu')
  await w.tick()
  await w.deliver()
  expect(await readBudgets(w.store, w.live(), w.now())).toEqual([
    { receiver: PHONE, scope: 'recipient', ratio: 2 / 3 },
    { receiver: PHONE, scope: 'receiver', ratio: 1 },
  ])
  await w.fire('memory')
  await w.tick()
  await w.deliver()
  expect(w.sentTo).toHaveLength(2)
  expect(w.dead).toEqual(['phone BUDGET_SPENT'])
  expect(w.calls.at(-1)).toMatchObject({ receiver: 'chat', insteadOf: { code: 'BUDGET_SPENT' } })
  w.after(86_400_001)
  expect(await readBudgets(w.store, w.live(), w.now())).toMatchObject([{ ratio: 0 }, { ratio: 0 }])
})
