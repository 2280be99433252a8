import { describe, expect, test } from 'vitest'
import { CARD, NOW, world } from '../loop/testing/world.ts'
import { AUDIBLE } from '../model/verdict.ts'

const ONE = `
route: { receiver: card, group_by: [alertname], group_wait: 0s, group_interval: 1m, repeat_interval: 1h }
receivers: [ { name: card }, { name: rest } ]
`
const WANG = { name: 'Wang Lei', via: 'link' } as const
const LI = { name: 'Li', via: 'wecom' } as const

async function firing(yaml = ONE) {
  const w = await world({}, yaml)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  const actions = w.calls[0]?.actions
  if (!actions) throw new Error('no actions')
  const tokenOf = (url: string): string => url.split('/act/')[1] ?? ''
  return { ...w, acknowledge: tokenOf(actions.acknowledge), silence: tokenOf(actions.silence), actions }
}

describe('a link from a message', () => {
  test('is short, of this router, and not kept', async () => {
    const { actions, store } = await firing()
    expect(actions.acknowledge).toMatch(/^http:\/\/router\/act\/[\w-]{67}$/)
    expect(actions.silence).not.toBe(actions.acknowledge)
    expect(JSON.stringify(await store.deliveryViews(10))).not.toContain('/act/')
  })

  test('acknowledges once: the second one hears who has it', async () => {
    const w = await firing()
    expect(await w.acts.perform(w.acknowledge, WANG, NOW + 60_000)).toEqual({
      kind: 'acknowledged',
      by: 'Wang Lei',
      at: NOW + 60_000,
    })
    expect(await w.acts.perform(w.acknowledge, LI, NOW + 61_000)).toEqual({
      kind: 'already',
      by: 'Wang Lei',
      at: NOW + 60_000,
    })
    expect(await w.acts.look(w.acknowledge, NOW)).toMatchObject({
      kind: 'valid',
      purpose: 'acknowledge',
      episodeIsOver: false,
      group: { episode: { n: 1, acknowledgement: { by: 'Wang Lei', via: 'link', at: NOW + 60_000 } } },
    })
  })

  test('of two at the same moment one has it, and both hear who', async () => {
    const w = await firing()
    const both = await Promise.all([WANG, LI].map((by) => w.acts.perform(w.acknowledge, by, NOW)))
    expect(both).toEqual([
      { kind: 'acknowledged', by: 'Wang Lei', at: NOW },
      { kind: 'already', by: 'Wang Lei', at: NOW },
    ])
  })

  test('is for its episode alone: after the end it does nothing, also when the alert fires again', async () => {
    const w = await firing()
    w.after(1_000)
    await w.end('disk')
    w.after(60_000)
    await w.tick()
    expect(await w.acts.perform(w.acknowledge, WANG, w.now())).toEqual({ kind: 'over' })
    expect(await w.acts.perform(w.silence, WANG, w.now())).toEqual({ kind: 'over' })
    w.after(60_000)
    await w.fire('disk')
    await w.tick()
    await w.deliver()
    expect(w.calls.at(-1)).toMatchObject({ status: 'firing', reason: 'first notification' })
    expect(await w.acts.perform(w.acknowledge, WANG, w.now())).toEqual({ kind: 'over' })
    expect(await w.acts.look(w.acknowledge, w.now())).toMatchObject({ episodeIsOver: true })
    expect(w.posted).toEqual([])
  })

  test('silences the labels of the group for an hour, by name', async () => {
    const w = await firing()
    expect(await w.acts.perform(w.silence, WANG, NOW)).toEqual({
      kind: 'silenced',
      id: 'silence-1',
      until: NOW + 3_600_000,
    })
    expect(w.posted).toMatchObject([
      {
        matchers: [{ name: 'alertname', op: '=', value: 'disk' }],
        endsAt: NOW + 3_600_000,
        createdBy: 'Wang Lei',
        comment: 'from a message (link)',
      },
    ])
  })

  test('that is not ours, or too old, says so and nothing else', async () => {
    const w = await firing()
    const forged = `${w.acknowledge.slice(0, -1)}${w.acknowledge.endsWith('A') ? 'E' : 'A'}`
    expect(await w.acts.perform(forged, WANG, NOW)).toEqual({ kind: 'refused', code: 'UNKNOWN' })
    expect(await w.acts.look(forged, NOW)).toEqual({ kind: 'refused', code: 'UNKNOWN' })
    expect(await w.acts.perform(w.acknowledge, WANG, NOW + 86_400_000)).toEqual({ kind: 'refused', code: 'EXPIRED' })
  })

  test('has a fresh expiry at each call, so that the link of a repeat works as long', async () => {
    const w = await firing()
    w.after(3_600_000)
    await w.fire('disk')
    await w.tick()
    await w.deliver()
    const repeat = w.calls.at(-1)?.actions?.acknowledge.split('/act/')[1] ?? ''
    expect(await w.acts.look(repeat, NOW + 86_400_000)).toMatchObject({ kind: 'valid' })
    expect(await w.acts.look(w.acknowledge, NOW + 86_400_000)).toMatchObject({ kind: 'refused' })
  })
})

test('whoever can show it hears who has it, and the end says it too; nobody can act on an end', async () => {
  const w = await firing()
  await w.acts.perform(w.acknowledge, WANG, w.now())
  await w.deliver()
  expect(w.calls.at(-1)).toMatchObject({
    receiver: CARD,
    reason: 'acknowledged',
    acknowledgement: { by: 'Wang Lei', at: NOW },
  })
  await w.end('disk')
  w.after(60_000)
  await w.tick()
  await w.deliver()
  expect(w.calls.at(-1)).toMatchObject({ status: 'resolved', acknowledgement: { by: 'Wang Lei' } })
  expect(w.calls.at(-1)?.actions).toBeUndefined()
  expect(w.calls.map(({ reason }) => reason)).toEqual(['first notification', 'acknowledged', 'all alerts resolved'])
})

test('those that cannot show it hear nothing of it, but their next message says it', async () => {
  const w = await firing(ONE.replace('receiver: card', 'receiver: rest'))
  await w.acts.perform(w.acknowledge, WANG, w.now())
  await w.deliver()
  expect(w.calls).toHaveLength(1)
  w.after(60_000)
  w.after(3_540_000)
  await w.fire('disk')
  await w.tick()
  await w.deliver()
  expect(w.calls.at(-1)).toMatchObject({ reason: 'repeat interval elapsed', acknowledgement: { by: 'Wang Lei' } })
})

test('what is still to be told is told before who has it', async () => {
  const answers = { card: async () => ({ kind: 'retry', code: 'HTTP 500', reason: 'down' }) as const }
  const w = await world(answers, ONE)
  await w.fire('disk')
  await w.tick()
  await w.acts.acknowledge(1, WANG, w.now())
  expect(await w.states()).toEqual(['card waiting', 'card waiting'])
})

test('taken back, anybody may have it again; both are on record', async () => {
  const w = await firing()
  expect(await w.acts.takeBack(1, WANG, NOW)).toBe(false)
  await w.acts.acknowledge(1, WANG, NOW)
  expect(await w.acts.takeBack(1, LI, NOW + 1)).toBe(true)
  expect(await w.acts.takeBack(1, LI, NOW + 1)).toBe(false)
  expect(await w.acts.acknowledge(1, LI, NOW + 2)).toEqual({ kind: 'acknowledged', by: 'Li', at: NOW + 2 })
  expect(await w.acts.acknowledge(77, LI, NOW + 2)).toBeUndefined()
})

test('what is silenced meanwhile keeps its episode: its end is told, and only then it is over', async () => {
  const w = await firing()
  w.verdicts['disk'] = { ...AUDIBLE, silencedBy: ['s'] }
  w.after(60_000)
  await w.tick()
  expect(await w.acts.look(w.acknowledge, w.now())).toMatchObject({ episodeIsOver: false })
})

test('names are one line, of a length that can be shown', async () => {
  const w = await firing()
  const name = `  a\nb\u202e\u0000 ${'长'.repeat(100)}`
  const result = await w.acts.perform(w.acknowledge, { name, via: 'link' }, NOW)
  expect(result).toMatchObject({ by: `a b ${'长'.repeat(60)}` })
  const empty = await firing()
  expect(await empty.acts.perform(empty.acknowledge, { name: ' \n ', via: 'wecom' }, NOW)).toMatchObject({ by: '?' })
})
