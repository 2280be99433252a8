import { describe, expect, test } from 'vitest'
import { decide, type GroupToDecide } from './decide.ts'
import type { IntegrationPolicy, Member, Timing, Told } from './types.ts'

const NOW = 10_000_000
const TIMING: Timing = { groupIntervalMs: 60_000, repeatIntervalMs: 3_600_000, compatibility: 'tocsin' }
const STRICT: Timing = { ...TIMING, compatibility: 'strict' }
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

const on = (fingerprint: string, evidence = ''): Member => ({ fingerprint, resolved: false, mute: 'none', evidence })
const off = (fingerprint: string): Member => ({ fingerprint, resolved: true, mute: 'none', evidence: '' })
const silenced = (member: Member): Member => ({ ...member, mute: 'alert' })
const byTime = (member: Member): Member => ({ ...member, mute: 'time' })
const told = (firing: string[], change: Partial<Told> = {}): Told => ({
  firing,
  resolved: [],
  evidence: '',
  at: NOW - 60_000,
  ...change,
})

const look = (members: Member[], before: Told | undefined, traits = chat, timing = TIMING) => {
  const group: GroupToDecide = { revision: 4, told: before ? { 0: before } : {}, members }
  return decide(group, [{ index: 0, traits }], timing, NOW)
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
      told(['a'], { evidence: 'a=1/1', at: NOW - 300_000 }),
      ticket,
      'evidence changed',
    ],
    ['more lines too soon', [on('a', '9/2')], told(['a'], { evidence: 'a=1/1', at: NOW - 299_999 }), ticket, undefined],
    [
      'more lines, chat does not hear',
      [on('a', '9/2')],
      told(['a'], { evidence: 'a=1/1', at: NOW - 300_000 }),
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
  expect(look([on('a', '2/1')], told(['a'], { evidence: 'a=1/1', at: NOW - 280_000 }), ticket).nextFlushAt).toBe(
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
  expect(decision.deliveries).toEqual([
    { integration: 1, status: 'firing', reason: 'first notification', shows: ['a'] },
  ])
  expect(decision.told['0']?.at).toBe(NOW - 60_000)
})

test('a null receiver is decided quietly', () => {
  const decision = decide({ revision: 0, told: {}, members: [on('a')] }, [], TIMING, NOW)
  expect(decision).toMatchObject({ deliveries: [], reason: 'receiver without integrations' })
})

describe('what is muted', () => {
  test.each<[string, Member[], Told | undefined, Timing, string, string[] | undefined, string[], string[]]>([
    // name, members, told, timing, reason on record, shown, told as firing afterwards, leaving
    ['is not told', [silenced(on('a'))], undefined, TIMING, 'all that fires is muted', undefined, [], []],
    [
      'beside another: only that one is told',
      [silenced(on('a')), on('b')],
      undefined,
      TIMING,
      'first notification',
      ['b'],
      ['b'],
      [],
    ],
    [
      'is told when it is not muted any more',
      [on('a'), on('b')],
      told(['b']),
      TIMING,
      'new alerts added',
      ['a', 'b'],
      ['a', 'b'],
      [],
    ],
    [
      'since it was told: nothing is said',
      [silenced(on('a'))],
      told(['a']),
      TIMING,
      'all that fires is muted',
      undefined,
      ['a'],
      [],
    ],
    [
      'since it was told, and is over: the end is told',
      [silenced(off('a'))],
      told(['a']),
      TIMING,
      'all alerts resolved',
      ['a'],
      [],
      ['a'],
    ],
    [
      'since it was told, and is over: strictly, it is lost',
      [silenced(off('a'))],
      told(['a']),
      STRICT,
      'all that fires is muted',
      undefined,
      ['a'],
      ['a'],
    ],
    [
      'and was never told of: its end is not told',
      [silenced(off('a'))],
      undefined,
      TIMING,
      'nothing fires',
      undefined,
      [],
      ['a'],
    ],
    [
      'still fires for those who know it, when another is over',
      [silenced(on('a')), off('b')],
      told(['a', 'b']),
      TIMING,
      'some alerts resolved',
      ['a', 'b'],
      ['a'],
      ['b'],
    ],
    [
      'strictly, does not exist when another is over',
      [silenced(on('a')), off('b')],
      told(['a', 'b']),
      STRICT,
      'all alerts resolved',
      ['b'],
      [],
      ['b'],
    ],
    [
      'stays known when another begins',
      [silenced(on('a')), on('b')],
      told(['a']),
      TIMING,
      'new alerts added',
      ['b', 'a'],
      ['b', 'a'],
      [],
    ],
    [
      'is not repeated',
      [silenced(on('a'))],
      told(['a'], { at: 0 }),
      TIMING,
      'all that fires is muted',
      undefined,
      ['a'],
      [],
    ],
    ['by time: nothing is told', [byTime(on('a'))], undefined, TIMING, 'muted by time', undefined, [], []],
    [
      'by time, and over: the end waits',
      [byTime(off('a'))],
      told(['a']),
      TIMING,
      'muted by time',
      undefined,
      ['a'],
      [],
    ],
    [
      'by time, and over, and the time is over: the end is told',
      [off('a')],
      told(['a']),
      TIMING,
      'all alerts resolved',
      ['a'],
      [],
      ['a'],
    ],
    [
      'by time, over, and unknown: it leaves',
      [byTime(off('a'))],
      undefined,
      TIMING,
      'nothing fires',
      undefined,
      [],
      ['a'],
    ],
  ])('%s', (_name, members, before, timing, reason, shown, toldAfter, leaving) => {
    const decision = look(members, before, chat, timing)
    expect({
      reason: decision.reason,
      shown: decision.deliveries[0]?.shows,
      told: decision.told['0']?.firing ?? [],
      leaving: decision.leaving,
    }).toEqual({ reason, shown, told: toldAfter, leaving })
  })

  test('a group goes on as long as something in it is muted, or waits to be told', () => {
    expect(look([silenced(on('a'))], undefined).nextFlushAt).toBe(NOW + 60_000)
    expect(look([byTime(off('a'))], told(['a'])).nextFlushAt).toBe(NOW + 60_000)
    expect(look([silenced(off('a'))], undefined).nextFlushAt).toBeUndefined()
  })

  test('a message that shows something as still firing says so', () => {
    expect(look([silenced(on('a')), off('b')], told(['a', 'b'])).deliveries[0]?.status).toBe('firing')
  })
})

test('strictly, a repeat is looked at on ticks only, and wants more than its interval', () => {
  const due = told(['a'], { at: NOW - 3_600_000 })
  expect(look([on('a')], due, chat, STRICT).deliveries).toEqual([])
  expect(look([on('a')], told(['a'], { at: NOW - 3_600_001 }), chat, STRICT).deliveries).toHaveLength(1)
  expect(look([on('a')], told(['a'], { at: NOW - 3_590_000 }), chat, STRICT).nextFlushAt).toBe(NOW + 60_000)
})
