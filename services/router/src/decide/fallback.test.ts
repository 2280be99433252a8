import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Failure, type FallbackPlan, fallBack, type Heard, type Owed, type StandIn } from './fallback.ts'

const CHAT = { updateOnChange: false, repeats: true, sendResolved: true }
const TICKET = { updateOnChange: true, repeats: false, sendResolved: true }
const standIn = (integration = 0, traits: StandIn['traits'] = CHAT): StandIn => ({
  ...{ integration, channel: 'fake', target: `fake ${integration}`, limitKey: undefined, keepsOpening: false, traits },
})
const chainOf = (receivers: Readonly<Record<string, readonly StandIn[]>>): FallbackPlan => ({
  afterMs: 300_000,
  chain: Object.entries(receivers).map(([receiver, standIns]) => ({ receiver, standIns })),
})
const REJECTED: Failure = { kind: 'rejected', code: '93000', reason: 'invalid webhook url' }
const LATE: Failure = { kind: 'late', code: 'HTTP 500', reason: 'down' }
const SENT: Failure = { kind: 'sent' }
const FIRES: Owed = { status: 'firing', reason: 'first notification', revision: 3 }
const ENDS: Owed = { status: 'resolved', reason: 'all alerts resolved', revision: 4 }
const nobody: Heard = () => undefined
const known =
  (receiver: string, status: 'firing' | 'resolved' = 'firing', revision = 3): Heard =>
  (asked) =>
    asked === receiver ? { status, revision } : undefined
const told = (...[owed, failure, plan, heard]: Parameters<typeof fallBack>) =>
  fallBack(owed, failure, plan, heard).to.map((one) => `${one.receiver}/${one.standIn.integration}`)

describe('a firing', () => {
  const plan = chainOf({ sms: [standIn(0), standIn(1)], voice: [standIn()] })

  test.each([
    ['refused', REJECTED],
    ['late', LATE],
  ])('that is %s goes to each channel of the first fallback', (_name, failure) => {
    expect(fallBack(FIRES, failure, plan, nobody).reason).toBe('sms hears it instead')
    expect(told(FIRES, failure, plan, nobody)).toEqual(['sms/0', 'sms/1'])
  })

  test('that arrived goes nowhere', () => {
    expect(told(FIRES, SENT, plan, nobody)).toEqual([])
  })

  test('passes over a receiver without channels', () => {
    expect(told(FIRES, REJECTED, chainOf({ nobody: [], voice: [standIn()] }), nobody)).toEqual(['voice/0'])
    expect(fallBack(FIRES, REJECTED, chainOf({ nobody: [] }), nobody)).toEqual({
      reason: 'its fallback has no channels',
      to: [],
    })
  })

  test.each([
    ['older than what the fallback has', { ...FIRES, revision: 2 }, CHAT, 'it has newer news already'],
    ['that it knows', { ...FIRES, reason: 'repeat interval elapsed' }, TICKET, 'it knows, and wants no repeats'],
    ['with more lines', { ...FIRES, reason: 'evidence changed' }, CHAT, 'it knows, and wants no updates'],
    ['that somebody took', { ...FIRES, reason: 'acknowledged' }, CHAT, 'it is told of alerts only'],
  ] as const)('%s is no news to it', (_name, owed, traits, why) => {
    const decision = fallBack(owed, REJECTED, chainOf({ sms: [standIn(0, traits)] }), known('sms'))
    expect(decision).toEqual({ reason: `sms does not hear it instead: ${why}`, to: [] })
  })

  test('that is repeated is news to one who never heard of it', () => {
    const owed = { ...FIRES, reason: 'repeat interval elapsed' } as const
    expect(told(owed, REJECTED, chainOf({ ticket: [standIn(0, TICKET)] }), nobody)).toEqual(['ticket/0'])
    expect(told(owed, REJECTED, chainOf({ ticket: [standIn(0, TICKET)] }), known('ticket', 'resolved'))).toEqual([
      'ticket/0',
    ])
  })
})

describe('an end', () => {
  const plan = chainOf({ sms: [standIn()], voice: [standIn()] })

  test.each([
    ['refused', REJECTED],
    ['late', LATE],
    ['sent', SENT],
  ])('that is %s is told to those who were told of the firing', (_name, failure) => {
    expect(told(ENDS, failure, plan, nobody)).toEqual([])
    expect(told(ENDS, failure, plan, known('sms'))).toEqual(['sms/0'])
    expect(told(ENDS, failure, plan, known('voice'))).toEqual(['voice/0'])
    expect(told(ENDS, failure, plan, known('sms', 'resolved', 4))).toEqual([])
  })

  test('is not told where something newer fires', () => {
    expect(told(ENDS, REJECTED, plan, known('sms', 'firing', 5))).toEqual([])
  })

  test('is not told to those who want no ends', () => {
    expect(told(ENDS, SENT, chainOf({ sms: [standIn(0, { ...CHAT, sendResolved: false })] }), known('sms'))).toEqual([])
  })
})

test('nobody outside the chain is told, nobody twice, and there is always a reason', () => {
  const traits = fc.record({ updateOnChange: fc.boolean(), repeats: fc.boolean(), sendResolved: fc.boolean() })
  const heardOf = fc.option(
    fc.record({ status: fc.constantFrom('firing', 'resolved'), revision: fc.integer({ min: 0, max: 6 }) } as const),
    { nil: undefined },
  )
  fc.assert(
    fc.property(
      fc.constantFrom(FIRES, ENDS),
      fc.constantFrom(REJECTED, LATE, SENT),
      fc.array(fc.array(traits, { maxLength: 3 }), { maxLength: 3 }),
      fc.func(heardOf),
      (owed, failure, receivers, heard) => {
        const standIns = receivers.map((all) => all.map((one, at) => standIn(at, one)))
        const plan = chainOf(Object.fromEntries(standIns.map((all, at) => [`r${at}`, all])))
        const decision = fallBack(owed, failure, plan, heard)
        const names = decision.to.map((one) => `${one.receiver}/${one.standIn.integration}`)
        const all = plan.chain.flatMap((one) => one.standIns.map((its) => `${one.receiver}/${its.integration}`))
        expect(decision.reason).not.toBe('')
        expect(new Set(names).size).toBe(names.length)
        expect(all).toEqual(expect.arrayContaining(names))
      },
    ),
  )
})
