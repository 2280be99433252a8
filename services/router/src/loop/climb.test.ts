/** Who is called while nobody acknowledges, over a real store; time is the test's. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AUDIBLE } from '../model/verdict.ts'
import { CARD, NOW, world } from './testing/world.ts'

const MINUTE = 60_000
const CLIMBS = `
route: { receiver: rest, group_by: [alertname], group_wait: 0s, group_interval: 1m, repeat_interval: 1d, escalation: critical }
receivers: [ { name: rest }, { name: pager }, { name: boss }, { name: ${CARD} } ]
escalation_policies:
  - name: critical
    steps:
      - { after: 5m, receiver: pager }
      - { after: 15m, receiver: ${CARD}, notify: [ wang ] }
      - { after: 30m, receiver: boss }
`
const PEOPLE = 'people: { wang: {}, boss: {} }'
const WANG = { name: 'Wang', via: 'console' } as const
const SILENCED = { ...AUDIBLE, silencedBy: ['s1'] }

async function climbing(yaml = CLIMBS, file?: string) {
  const w = await world({}, yaml, file, PEOPLE)
  await w.burn('disk')
  await w.tick()
  await w.deliver()
  /** A tick each half minute, as the loop's wakes would have it, and one at the end. */
  const pass = async (ms: number): Promise<void> => {
    for (let left = ms; left > 0; left -= 30_000) {
      w.after(Math.min(left, 30_000))
      await w.tick()
    }
    await w.deliver()
  }
  const said = () => w.calls.map(({ receiver, reason }) => `${receiver}: ${reason}`)
  return { ...w, pass, said }
}

test('each step at its time, to its receiver and people, with the alerts as they are then', async () => {
  const w = await climbing()
  await w.pass(5 * MINUTE - 1)
  expect(w.said()).toEqual(['rest: first notification'])
  await w.pass(1)
  expect(w.calls.at(-1)).toMatchObject({
    ...{ receiver: 'pager', reason: 'nobody acknowledged', status: 'firing' },
    escalation: { policy: 'critical', step: 1, since: NOW },
    alerts: [{ labels: { alertname: 'disk' } }],
  })
  expect(w.calls.at(-1)?.notify).toBeUndefined()
  await w.pass(10 * MINUTE)
  expect(w.calls.at(-1)).toMatchObject({ receiver: CARD, notify: ['wang'], escalation: { step: 2 } })
  expect(w.warnings).toEqual([])
  await w.pass(15 * MINUTE)
  expect(w.said()).toEqual([
    'rest: first notification',
    'pager: nobody acknowledged',
    `${CARD}: nobody acknowledged`,
    'boss: nobody acknowledged',
  ])
  expect(w.warnings).toEqual(['everybody was called, and nobody has acknowledged'])
  await w.pass(60 * MINUTE)
  expect(w.calls).toHaveLength(4)
})

test('an acknowledgement stops it; taken back, it goes on with the time that was left', async () => {
  const w = await climbing()
  await w.pass(6 * MINUTE)
  expect(await w.acts.acknowledge(1, WANG, w.now())).toMatchObject({ kind: 'acknowledged' })
  await w.pass(120 * MINUTE)
  expect(w.said()).toEqual(['rest: first notification', 'pager: nobody acknowledged'])
  await w.acts.takeBack(1, WANG, w.now())
  await w.tick()
  await w.pass(9 * MINUTE - 1)
  expect(w.calls).toHaveLength(2)
  await w.pass(1)
  expect(w.said().at(-1)).toBe(`${CARD}: nobody acknowledged`)
})

test('what was acknowledged and is not over in time is nobody’s again, and the climb goes on', async () => {
  const w = await climbing(`${CLIMBS}    acknowledged_for: 1h\n`)
  await w.acts.acknowledge(1, WANG, w.now())
  await w.pass(60 * MINUTE - 1)
  expect((await w.store.groupInHand(1))?.episode?.acknowledgement).toBeDefined()
  await w.pass(5 * MINUTE + 1)
  expect((await w.store.groupInHand(1))?.episode?.acknowledgement).toBeUndefined()
  expect(w.said()).toEqual(['rest: first notification', 'pager: nobody acknowledged'])
  expect(await w.acts.acknowledge(1, WANG, w.now())).toMatchObject({ kind: 'acknowledged' })
})

test('everyone whom a step told hears of the end, once, and who had it', async () => {
  const w = await climbing()
  await w.pass(16 * MINUTE)
  await w.acts.acknowledge(1, WANG, w.now())
  await w.deliver()
  expect(w.calls.at(-1)).toMatchObject({ receiver: CARD, reason: 'acknowledged', notify: ['wang'] })
  w.calls.length = 0
  await w.end('disk')
  await w.pass(3 * MINUTE)
  expect(w.said().toSorted()).toEqual([
    `${CARD}: all alerts resolved`,
    'pager: all alerts resolved',
    'rest: all alerts resolved',
  ])
  expect(w.calls.every(({ acknowledgement, alerts }) => acknowledgement?.by === 'Wang' && alerts.length === 1)).toBe(
    true,
  )
  expect(w.calls.find(({ receiver }) => receiver === CARD)?.notify).toEqual(['wang'])
  await w.pass(60 * MINUTE)
  expect(w.calls).toHaveLength(3)
})

test('fired again after its end, it climbs from the first step', async () => {
  const w = await climbing()
  await w.pass(6 * MINUTE)
  await w.end('disk')
  await w.pass(2 * MINUTE)
  w.calls.length = 0
  await w.burn('disk')
  await w.pass(4 * MINUTE)
  expect(w.said()).toEqual(['rest: first notification'])
  await w.pass(2 * MINUTE)
  expect(w.said()).toEqual(['rest: first notification', 'pager: nobody acknowledged'])
})

test('while all of it is silenced nobody is called, and the time stands still', async () => {
  const w = await climbing()
  await w.pass(3 * MINUTE)
  w.verdicts['disk'] = SILENCED
  await w.pass(60 * MINUTE)
  expect(w.calls).toHaveLength(1)
  delete w.verdicts['disk']
  await w.pass(MINUTE)
  expect(w.calls).toHaveLength(1)
  await w.pass(2 * MINUTE)
  expect(w.said().at(-1)).toBe('pager: nobody acknowledged')
})

test('with repeat everybody is called again and again', async () => {
  const w = await climbing(`${CLIMBS}    repeat: 30m\n`)
  await w.pass(35 * MINUTE)
  w.calls.length = 0
  await w.pass(29 * MINUTE)
  expect(w.calls).toEqual([])
  await w.pass(MINUTE)
  await w.pass(60 * MINUTE)
  expect(w.said()).toEqual([
    'pager: nobody acknowledged',
    `${CARD}: nobody acknowledged`,
    'boss: nobody acknowledged',
    'pager: nobody acknowledged',
  ])
})

describe('after a reload', () => {
  test.each([
    [
      'without the policy',
      CLIMBS.replace(', escalation: critical', ''),
      'the escalation policy is gone from the configuration',
    ],
    [
      'with fewer steps than were taken',
      CLIMBS.replace(/ +- \{ after: 5m.*\n.*\n/, ''),
      'the escalation policy has fewer steps now',
    ],
  ])('%s the climb ends, and the history says why', async (_what, yaml, reason) => {
    const w = await climbing()
    await w.pass(16 * MINUTE)
    await w.reload(yaml)
    await w.pass(60 * MINUTE)
    expect(w.calls.filter(({ receiver }) => receiver === 'boss')).toEqual([])
    const asked = { fingerprints: undefined, receiver: undefined, outcome: undefined, after: undefined, from: 0 }
    const history = await w.store.history({ ...asked, kinds: ['decision'], until: w.now(), limit: 100 })
    expect(history.map(({ entry }) => (entry.kind === 'decision' ? entry.reason : ''))).toContain(reason)
  })
})

test('a step to the group’s own receiver, for other people, neither takes the place of its news nor is taken', async () => {
  const yaml = CLIMBS.replace('receiver: pager }', 'receiver: rest, notify: [ boss ] }')
  const answers = { rest: async () => ({ kind: 'retry', code: 'HTTP 500', reason: 'down' }) as const }
  const w = await world(answers, yaml, undefined, PEOPLE)
  await w.burn('disk')
  await w.tick()
  w.after(5 * MINUTE)
  await w.tick()
  expect(await w.states()).toEqual(['rest waiting', 'rest waiting'])
})

describe('whatever happens at whatever moment', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 12 * MINUTE }) }),
    fc.record({
      kind: fc.constantFrom('acknowledge' as const, 'takeBack' as const, 'silence' as const, 'unsilence' as const),
    }),
    fc.record({ kind: fc.constantFrom('end' as const, 'fire' as const, 'restart' as const) }),
  )

  test('no step before its time, none after an acknowledgement, none while silenced, none twice; all when nobody acts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events) => {
        const file = join(mkdtempSync(join(tmpdir(), 'tocsin-climb-')), 'router.db')
        let now = NOW
        let open = await world({}, CLIMBS, file, PEOPLE)
        const calls: { receiver: string; at: number; step: number; reason: string }[] = []
        /** When the episode began, and for how long its clock stood still, as far as is certain. */
        let began: number | undefined
        let standing: 'acknowledged' | 'silenced' | undefined
        const at = async (): Promise<void> => {
          await open.tick()
          await open.deliver()
          for (const { receiver, reason, escalation } of open.calls.splice(0)) {
            calls.push({ receiver, reason, at: now, step: escalation?.step ?? 0 })
            if (reason === 'first notification') began = now
            if (reason !== 'nobody acknowledged') continue
            expect(standing).toBeUndefined()
            expect(now - (began ?? now)).toBeGreaterThanOrEqual(([0, 5, 15, 30][escalation?.step ?? 0] ?? 0) * MINUTE)
          }
        }
        const pass = async (ms: number): Promise<void> => {
          for (let left = ms; left > 0; left -= 30_000) {
            now += Math.min(left, 30_000)
            open.after(Math.min(left, 30_000))
            await at()
          }
        }
        await open.burn('disk')
        await at()
        for (const one of events) {
          const had = (await open.store.groupInHand(1))?.episode
          if (one.kind === 'pass') await pass(one.ms)
          else if (one.kind === 'acknowledge') {
            const result = await open.acts.acknowledge(1, WANG, now)
            if (result?.kind !== 'over') standing = 'acknowledged'
          } else if (one.kind === 'takeBack') {
            if (await open.acts.takeBack(1, WANG, now)) standing = open.verdicts['disk'] ? 'silenced' : undefined
          } else if (one.kind === 'silence') {
            open.verdicts['disk'] = SILENCED
            standing ??= 'silenced'
          } else if (one.kind === 'unsilence') {
            delete open.verdicts['disk']
            if (standing === 'silenced') standing = undefined
          } else if (one.kind === 'end') {
            await open.end('disk')
            await pass(2 * MINUTE)
            expect((await open.store.groupInHand(1))?.episode?.over).toBe(true)
            if (had && !had.over) standing = open.verdicts['disk'] ? 'silenced' : undefined
            const episode = calls.slice(calls.findLastIndex(({ reason }) => reason === 'first notification'))
            const told = new Set(episode.filter(({ step }) => step > 0).map(({ receiver }) => receiver))
            for (const receiver of told) {
              expect(
                episode.filter((call) => call.receiver === receiver && call.reason === 'all alerts resolved'),
              ).toHaveLength(1)
            }
          } else if (one.kind === 'fire') {
            await open.burn('disk')
            await at()
          } else {
            const verdicts = { ...open.verdicts }
            open.store.close()
            open = await world({}, CLIMBS, file, PEOPLE)
            open.after(now - NOW)
            Object.assign(open.verdicts, verdicts)
            await open.store.recover(now)
          }
        }
        const last = (await open.store.groupInHand(1))?.episode
        if (last && !last.over && standing === undefined) {
          await pass(60 * MINUTE)
          const episode = calls.slice(calls.findLastIndex(({ reason }) => reason === 'first notification'))
          expect(episode.filter(({ step }) => step > 0).map(({ step }) => step)).toEqual([1, 2, 3])
        }
        open.store.close()
      }),
      { numRuns: 25 },
    )
  }, 120_000)
})
