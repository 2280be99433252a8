import { describe, expect, test } from 'vitest'
import { decide, type GroupToDecide, type IntegrationPolicy, type Member, type Told } from './decide.ts'

const NOW = 10_000_000
const TIMING = { groupIntervalMs: 60_000, repeatIntervalMs: 3_600_000 }
const chat: IntegrationPolicy['traits'] = {
  updateOnChange: false,
  updateIntervalMs: 0,
  repeats: true,
  sendResolved: true,
}
const ticket: IntegrationPolicy['traits'] = {
  updateOnChange: true,
  updateIntervalMs: 300_000,
  repeats: false,
  sendResolved: true,
}

const on = (fingerprint: string, evidence = ''): Member => ({ fingerprint, resolved: false, evidence })
const off = (fingerprint: string): Member => ({ fingerprint, resolved: true, evidence: '' })
const told = (firing: string[], change: Partial<Told> = {}): Told => ({
  firing,
  resolved: [],
  evidence: '',
  at: NOW - 60_000,
  ...change,
})

const look = (members: Member[], before: Told | undefined, traits = chat, revision = 4) => {
  const group: GroupToDecide = { revision, told: before ? { 0: before } : {}, members }
  return decide(group, [{ index: 0, traits }], TIMING, NOW)
}

describe('who hears about what', () => {
  test.each<[string, Member[], Told | undefined, IntegrationPolicy['traits'], string | undefined]>([
    ['nobody was told, something fires', [on('a')], undefined, chat, 'first notification'],
    ['nobody was told, all is over already', [off('a')], undefined, chat, undefined],
    ['told, and nothing changed', [on('a')], told(['a']), chat, undefined],
    ['one more fires', [on('a'), on('b')], told(['a']), chat, 'new alerts added'],
    ['one fewer fires, and it is still known as firing', [on('a')], told(['a', 'b']), chat, undefined],
    ['one of two is over', [on('a'), off('b')], told(['a', 'b']), chat, 'some alerts resolved'],
    [
      'one of two is over, and that was told',
      [on('a'), off('b')],
      told(['a', 'b'], { resolved: ['b'] }),
      chat,
      undefined,
    ],
    ['one is over that nobody was told of', [on('a'), off('b')], told(['a']), chat, undefined],
    ['all is over', [off('a')], told(['a']), chat, 'all alerts resolved'],
    ['all that was told goes another way now', [], told(['a', 'b']), chat, undefined],
    ['one goes another way, the other is over', [off('b')], told(['a', 'b']), chat, 'all alerts resolved'],
    ['what was told goes another way, and something new fires', [on('c')], told(['a']), chat, 'first notification'],
    ['the repeat is due', [on('a')], told(['a'], { at: NOW - 3_600_000 }), chat, 'repeat interval elapsed'],
    ['the repeat is almost due', [on('a')], told(['a'], { at: NOW - 3_599_999 }), chat, undefined],
    ['a ticket is not repeated', [on('a')], told(['a'], { at: NOW - 9_000_000 }), ticket, undefined],
    [
      'more lines, a ticket hears',
      [on('a', '9/2')],
      told(['a'], { evidence: '1/1', at: NOW - 300_000 }),
      ticket,
      'evidence changed',
    ],
    ['more lines too soon', [on('a', '9/2')], told(['a'], { evidence: '1/1', at: NOW - 299_999 }), ticket, undefined],
    [
      'more lines, chat does not hear',
      [on('a', '9/2')],
      told(['a'], { evidence: '1/1', at: NOW - 300_000 }),
      chat,
      undefined,
    ],
  ])('%s', (_name, members, before, traits, reason) => {
    expect(look(members, before, traits).deliveries[0]?.reason).toBe(reason)
  })
})

test('the revision rises with news and only then', () => {
  expect(look([on('a')], undefined).revision).toBe(5)
  expect(look([on('a')], told(['a'])).revision).toBe(4)
  expect(look([on('a')], told(['a'], { at: 0 })).revision).toBe(5)
})

test('what is over leaves; a group with nothing firing ends and forgets', () => {
  expect(look([off('a'), off('b')], told(['a', 'b']))).toMatchObject({
    leaving: ['a', 'b'],
    told: {},
    nextFlushAt: undefined,
    deliveries: [{ status: 'resolved' }],
  })
})

test('the next look is the group interval, or earlier where a repeat or an update is due before', () => {
  expect(look([on('a')], told(['a'])).nextFlushAt).toBe(NOW + 60_000)
  expect(look([on('a')], told(['a'], { at: NOW - 3_590_000 })).nextFlushAt).toBe(NOW + 10_000)
  expect(look([on('a', '2/1')], told(['a'], { evidence: '1/1', at: NOW - 280_000 }), ticket).nextFlushAt).toBe(
    NOW + 20_000,
  )
})

test('a receiver without "resolved" is forgotten about without a call', () => {
  const decision = look([off('a')], told(['a']), { ...chat, sendResolved: false })
  expect(decision).toMatchObject({ deliveries: [], told: {}, revision: 4 })
})

test('two integrations are told apart', () => {
  const group: GroupToDecide = { revision: 0, told: { 0: told(['a']) }, members: [on('a')] }
  const decision = decide(
    group,
    [
      { index: 0, traits: chat },
      { index: 1, traits: ticket },
    ],
    TIMING,
    NOW,
  )
  expect(decision.deliveries).toEqual([{ integration: 1, status: 'firing', reason: 'first notification' }])
  expect(decision.told['0']?.at).toBe(NOW - 60_000)
})

test('a null receiver is decided quietly', () => {
  const decision = decide({ revision: 0, told: {}, members: [on('a')] }, [], TIMING, NOW)
  expect(decision).toMatchObject({ deliveries: [], reason: 'receiver without integrations' })
})
