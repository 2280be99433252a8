/** What every store must remember, so that the past can be explained. Run by one short test per store. */
import { beforeEach, describe, expect, test } from 'vitest'
import type { Silence } from '../model/silence.ts'
import { HISTORY_KINDS } from './history.ts'
import type { HistoryCursor, HistoryQuery } from './history-port.ts'
import type { DecisionToStore, RouterStore } from './port.ts'
import { alert, delivery, group, NOW } from './testing/records.ts'

const DAY_MS = 86_400_000
const RETENTION_MS = 5 * DAY_MS

const silence = (id: string, version: number, change: Partial<Silence> = {}): Silence => ({
  id,
  version,
  matchers: [{ name: 'alertname', op: '=~', value: 'a|"b"' }],
  startsAt: NOW,
  endsAt: NOW + 3_600_000,
  updatedAt: NOW,
  createdBy: '王芳',
  comment: 'planned work',
  annotations: { ticket: 'OPS-1' },
  ...change,
})

export function describeHistory(name: string, open: () => Promise<RouterStore>): void {
  describe(`history contract: ${name}`, () => {
    let store: RouterStore
    beforeEach(async () => {
      store = await open()
    })

    test('a silence is read back as it was written, in its newest version', async () => {
      const edited = silence('s1', 2, { endsAt: NOW + 60_000, comment: 'shorter' })
      await store.saveSilences([silence('s1', 1), silence('s2', 1)])
      await store.saveSilences([edited])
      expect((await store.silences()).toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([edited, silence('s2', 1)])
    })

    test('a version is written once', async () => {
      await store.saveSilences([silence('s1', 1)])
      await expect(store.saveSilences([silence('s1', 1, { comment: 'other' })])).rejects.toThrow()
      expect(await store.silences()).toEqual([silence('s1', 1)])
    })

    test('a silence is forgotten once its newest version has ended long ago', async () => {
      await store.saveSilences([silence('old', 1), silence('edited', 1)])
      await store.saveSilences([silence('edited', 2, { endsAt: NOW + 9 * DAY_MS })])
      await store.prune(NOW + 6 * DAY_MS, RETENTION_MS)
      expect((await store.silences()).map(({ id, version }) => `${id} ${version}`)).toEqual(['edited 2'])
    })

    test('the same configuration keeps its number, another one has the next', async () => {
      const first = await store.configurationLoaded('{"route":1}', NOW)
      expect(await store.configurationLoaded('{"route":1}', NOW + 1)).toBe(first)
      const second = await store.configurationLoaded('{"route":2}', NOW + 2)
      expect(second).toBeGreaterThan(first)
      await store.prune(NOW + 6 * DAY_MS, RETENTION_MS)
      expect(await store.configurationLoaded('{"route":2}', NOW + 6 * DAY_MS)).toBe(second)
    })

    test('a walk over all alerts goes by fingerprint, in slices', async () => {
      await store.acceptTransitions(
        ['c', 'a', 'd', 'b'].map((fingerprint) => alert(fingerprint)),
        NOW,
      )
      expect((await store.alertsAfter('', 3)).map(({ fingerprint }) => fingerprint)).toEqual(['a', 'b', 'c'])
      expect(await store.alertsAfter('c', 3)).toEqual([alert('d')])
    })

    describe('of one alert', () => {
      const decision = (change: Partial<DecisionToStore> = {}): DecisionToStore => ({
        ...{ groupId: 1, receiver: 'team', at: NOW, reason: 'first notification', revision: 1, told: {}, leaving: [] },
        ...{ nextFlushAt: NOW + 60_000, deliveries: [delivery('k1')], decidedFrom: [], configVersion: 1 },
        detail: {
          routeKey: '{}',
          members: [{ fingerprint: 'a', resolved: false }],
          integrations: [{ integration: 0, target: 'chat', reason: 'first notification' }],
        },
        ...change,
      })
      const sent = { outcome: { kind: 'sent', code: '0' }, recipients: [], newState: null } as const
      const everything: HistoryQuery = {
        ...{ from: 0, until: NOW + DAY_MS, kinds: HISTORY_KINDS, limit: 100 },
        ...{ fingerprints: undefined, receiver: undefined, outcome: undefined, after: undefined },
      }
      const said = async (change: Partial<HistoryQuery> = {}) =>
        (await store.history({ ...everything, ...change })).map(({ entry }) => `${entry.at - NOW} ${entry.kind}`)

      beforeEach(async () => {
        await store.configurationLoaded('{}', NOW - 5)
        await store.acceptTransitions([alert('a'), alert('b')], NOW - 4)
        await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
        await store.saveDecision(decision())
        const [claimed] = await store.claimable(NOW, 1, { limitKeys: [], targets: [] })
        const deliveryId = claimed?.id ?? -1
        const start = { deliveryId, at: NOW + 1, limitKey: undefined, state: null }
        const attemptId = (await store.beginAttempt(start)) ?? -1
        await store.endAttempt({
          ...sent,
          ...{ attemptId, deliveryId, at: NOW + 2, retryAt: undefined, pauseUntil: undefined },
        })
        await store.saveSilences([silence('s1', 1, { updatedAt: NOW + 3 })])
        await store.acceptTransitions([alert('a', { ending: { kind: 'stated', at: NOW + 4 } })], NOW + 4)
      })

      test('its changes, newest first, until a moment', async () => {
        const about = { alertname: undefined, fingerprint: 'a', limit: 5 }
        const kinds = async (until: number) =>
          (await store.alertEvents({ ...about, until })).map(({ kind, at }) => `${kind} ${at - NOW}`)
        expect(await kinds(NOW + 4)).toEqual(['resolved 4', 'firing -4'])
        expect(await kinds(NOW + 3)).toEqual(['firing -4'])
        expect(await store.alertEvents({ ...about, fingerprint: undefined, alertname: 'b', until: NOW })).toMatchObject(
          [{ fingerprint: 'b', labels: { alertname: 'b' } }],
        )
      })

      test('the last decision about it then, with what was decided; what differs is recorded, and what does not is not', async () => {
        const quiet = decision({
          ...{ at: NOW + 60_000, reason: 'told already', deliveries: [] },
          detail: { ...decision().detail, integrations: [{ integration: 0, target: 'chat', reason: 'told already' }] },
        })
        await store.saveDecision(quiet)
        await store.saveDecision({ ...quiet, at: NOW + 120_000 })
        const last = async (until: number) =>
          (await store.lastDecisions('a', until)).map(({ at, detail }) => [at - NOW, detail.integrations[0]?.reason])
        expect(await last(NOW - 1)).toEqual([])
        expect(await last(NOW + 59_999)).toEqual([[0, 'first notification']])
        expect(await last(NOW + 999_999)).toEqual([[60_000, 'told already']])
      })

      test('the groups that it is in, and what was delivered about it', async () => {
        expect(await store.memberships('a')).toMatchObject([{ groupKey: '{}:{alertname="a"}', receiver: 'team' }])
        expect(await store.deliveriesAbout('a', NOW, 5)).toMatchObject([
          { state: 'sent', attempts: [{ outcome: 'sent' }] },
        ])
        expect(await store.deliveriesAbout('a', NOW - 1, 5)).toEqual([])
        expect(await store.deliveriesAbout('b', NOW, 5)).toEqual([])
      })

      test('an alert that ended by silence says so', async () => {
        const [expired] = await store.alertsAfter('a', 1)
        await store.saveRouting([{ fingerprint: 'b', groups: [group('{}/0')] }], NOW)
        await store.saveDecision(
          decision({ at: NOW + 9, deliveries: [], leaving: ['b'], decidedFrom: expired ? [expired] : [] }),
        )
        const about = { alertname: undefined, fingerprint: 'b', limit: 1, until: NOW + 9 }
        expect(await store.alertEvents(about)).toMatchObject([{ kind: 'expired', at: NOW + 9 }])
      })

      test('all of it, newest first', async () => {
        expect(await said()).toEqual([
          ...['4 alert', '3 silence', '1 attempt', '0 decision', '-4 alert', '-4 alert', '-5 configuration'],
        ])
      })

      test('each with what it was about', async () => {
        const entries = (await store.history(everything)).map(({ entry }) => entry)
        expect(entries.find(({ kind }) => kind === 'configuration')).toEqual({
          ...{ kind: 'configuration', at: NOW - 5, version: 1 },
        })
        expect(entries.find(({ kind }) => kind === 'attempt')).toMatchObject({
          ...{ receiver: 'team', groupLabels: { alertname: 'a' }, status: 'firing', n: 1, outcome: 'sent', code: '0' },
        })
        expect(entries.find(({ kind }) => kind === 'decision')).toMatchObject({
          ...{ receiver: 'team', reason: 'first notification', alerts: 1, groupKey: '{}:{alertname="a"}' },
        })
        expect(entries.find(({ kind }) => kind === 'silence')).toMatchObject({ event: 'created', createdBy: '王芳' })
      })

      test.each<[string, Partial<HistoryQuery>, string[]]>([
        ['one alert', { fingerprints: ['a'] }, ['4 alert', '1 attempt', '0 decision', '-4 alert']],
        ['a receiver', { receiver: 'team' }, ['1 attempt', '0 decision']],
        ['another receiver', { receiver: 'rota' }, []],
        ['an outcome', { outcome: 'sent' }, ['1 attempt']],
        ['kinds', { kinds: ['silence', 'configuration'] }, ['3 silence', '-5 configuration']],
        ['a time', { from: NOW - 4, until: NOW }, ['0 decision', '-4 alert', '-4 alert']],
      ])('by %s', async (_name, change, expected) => {
        expect(await said(change)).toEqual(expected)
      })

      test('pages of any size give the whole, each entry once', async () => {
        for (const limit of [1, 2, 3]) {
          const seen: string[] = []
          let after: HistoryCursor | undefined
          for (let turn = 0; turn < 20; turn++) {
            const page = await store.history({ ...everything, after, limit })
            seen.push(...page.map(({ cursor }) => JSON.stringify(cursor)))
            after = page.at(-1)?.cursor
            if (!after) break
          }
          expect(seen).toEqual((await store.history(everything)).map(({ cursor }) => JSON.stringify(cursor)))
        }
      })

      test('what a filter finds far back is found, and others run meanwhile', async () => {
        const fresh = await open()
        await fresh.acceptTransitions([alert('far')], NOW)
        for (const at of [1, 2, 3]) {
          const many = Array.from({ length: 1_500 }, (_, n) => alert(`${at}-${n}`))
          await fresh.acceptTransitions(many, NOW + at)
        }
        let others = false
        setImmediate(() => {
          others = true
        })
        const found = await fresh.history({ ...everything, kinds: ['alert'], fingerprints: ['far', '2-7'] })
        expect(found.map(({ entry }) => entry.at - NOW)).toEqual([2, 0])
        expect(others).toBe(true)
        expect((await fresh.history({ ...everything, kinds: ['alert'], limit: 9_000 })).length).toBe(4_501)
        const events = await fresh.alertEvents({
          ...{ alertname: undefined, fingerprint: undefined, until: NOW + 9, limit: 4_400 },
        })
        expect(new Set(events.map(({ fingerprint }) => fingerprint)).size).toBe(4_400)
        expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((x, y) => y - x))
        expect((await fresh.firingAlerts(NOW, 0)).length).toBe(4_501)
      })

      test('every version of a silence', async () => {
        await store.saveSilences([silence('s1', 2, { updatedAt: NOW + 9, endsAt: NOW + 9 })])
        expect((await store.silenceVersions(['s1', 'none'])).map(({ version }) => version)).toEqual([1, 2])
        expect((await store.history({ ...everything, kinds: ['silence'] })).map(({ entry }) => entry)).toMatchObject([
          { event: 'expired', matchers: ['alertname=~"a|\\"b\\""'] },
          { event: 'created' },
        ])
      })
    })
  })
}
