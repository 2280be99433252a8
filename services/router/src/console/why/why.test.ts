/** Why, over a real store: the world changes, and each moment keeps its own explanation. */
import { type Matcher, parseMatchers } from '@tocsin/rules'
import { beforeEach, describe, expect, test } from 'vitest'
import type { DecidedMember } from '../../decide/detail.ts'
import type { Silence } from '../../model/silence.ts'
import type { DecisionToStore, RouterStore } from '../../store/port.ts'
import { openRouterStore } from '../../store/sqlite.ts'
import { alert, delivery, group, NOW } from '../../store/testing/records.ts'
import { explain } from './why.ts'

const MINUTE_MS = 60_000

const silence = (version: number, change: Partial<Silence> = {}): Silence => ({
  ...{ id: 's1', version, matchers: [{ name: 'alertname', op: '=', value: 'a' }], annotations: {} },
  ...{ startsAt: NOW, endsAt: NOW + 60 * MINUTE_MS, updatedAt: NOW, createdBy: 'wang', comment: 'planned work' },
  ...change,
})

function matchersOf(text: string): readonly Matcher[] {
  const parsed = parseMatchers(text)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.matchers
}

describe('why', () => {
  let store: RouterStore
  const ask = (filter: string, at?: number) =>
    explain(
      { store, route: (labels) => [{ ...WOULD, groupLabels: labels }] },
      {
        matchers: matchersOf(filter),
        fingerprint: undefined,
        moment: { at: at ?? NOW + 99 * MINUTE_MS, present: at === undefined },
      },
    )
  const WOULD = {
    ...{ routeKey: '{}', receiver: 'team', groupKey: '{}:{}', groupLabels: {}, mutedBy: [] },
    ...{ groupWaitMs: 0, groupIntervalMs: 0, repeatIntervalMs: 0 },
  }

  beforeEach(async () => {
    store = await openRouterStore({ file: ':memory:', onFatal: (error) => expect.unreachable(error.message) })
    await store.acceptTransitions([alert('a'), alert('boss')], NOW - MINUTE_MS)
  })

  async function decided(
    at: number,
    reason: DecisionToStore['detail']['integrations'][number]['reason'],
    member: Partial<DecidedMember> = {},
  ) {
    const tells = reason === 'first notification'
    await store.saveDecision({
      ...{ groupId: 1, receiver: 'team', at, reason, revision: 1, told: {}, leaving: [], decidedFrom: [] },
      ...{ nextFlushAt: at + MINUTE_MS, configVersion: 7, deliveries: tells ? [delivery('k1')] : [] },
      detail: {
        routeKey: '{}',
        members: [{ fingerprint: 'a', resolved: false, ...member }],
        integrations: [{ integration: 0, target: 'wecom_robot …c0de', reason }],
      },
    })
  }

  test('an alert that has just come in says when it is looked at first', async () => {
    await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0', NOW + 30_000)] }], NOW)
    expect((await ask('alertname="a"')).alerts).toMatchObject([
      { state: 'firing', groups: [{ receiver: 'team', nextLookAt: NOW + 30_000 }], deliveries: [] },
    ])
  })

  test('silenced, then told: each moment has its own answer, and the silence is that of then', async () => {
    await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
    await store.saveSilences([silence(1)])
    const verdict = { silencedBy: ['s1'], inhibitedBy: [], mutedBy: [] }
    await decided(NOW, 'all that fires is muted', { verdict })
    await store.saveSilences([
      silence(2, { updatedAt: NOW + MINUTE_MS, endsAt: NOW + MINUTE_MS, comment: 'done', createdBy: 'li' }),
    ])
    await decided(NOW + 2 * MINUTE_MS, 'first notification')
    const then = (await ask('alertname="a"', NOW + MINUTE_MS)).alerts[0]
    expect(then?.groups).toMatchObject([
      {
        decision: {
          at: NOW,
          reason: 'all that fires is muted',
          configVersion: 7,
          silencedBy: [{ id: 's1', createdBy: 'wang', comment: 'planned work', matchers: ['alertname="a"'] }],
          integrations: [{ target: 'wecom_robot …c0de', reason: 'all that fires is muted' }],
        },
      },
    ])
    expect([then?.deliveries, then?.groups[0]?.nextLookAt]).toEqual([[], undefined])
    const now = (await ask('alertname="a"')).alerts[0]
    expect(now).toMatchObject({
      groups: [{ decision: { reason: 'first notification', silencedBy: [] }, nextLookAt: NOW + 3 * MINUTE_MS }],
      deliveries: [{ state: 'waiting' }],
    })
  })

  test('what inhibits is told by its labels', async () => {
    await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
    const inhibitedBy = [{ fingerprint: 'boss', rule: 'node-down' }]
    await decided(NOW, 'all that fires is muted', { verdict: { silencedBy: [], mutedBy: [], inhibitedBy } })
    expect((await ask('alertname="a"')).alerts[0]?.groups[0]?.decision?.inhibitedBy).toEqual([
      { fingerprint: 'boss', rule: 'node-down', labels: { alertname: 'boss' } },
    ])
  })

  test('a delivery in the past is as it stood then', async () => {
    await store.saveRouting([{ fingerprint: 'a', groups: [group('{}/0')] }], NOW)
    await decided(NOW, 'first notification')
    const attempt = async (at: number, outcome: 'retry' | 'sent') => {
      const [claimed] = await store.claimable(at, 1, { limitKeys: [], targets: [] })
      const deliveryId = claimed?.id ?? -1
      const attemptId = (await store.beginAttempt({ deliveryId, at, limitKey: undefined, state: null })) ?? -1
      await store.endAttempt({
        ...{ attemptId, deliveryId, at: at + 1_000, recipients: [], newState: null, pauseUntil: undefined },
        outcome:
          outcome === 'sent' ? { kind: 'sent', code: '0' } : { kind: 'retry', code: '45009', reason: 'too many' },
        retryAt: outcome === 'sent' ? undefined : at + 10_000,
      })
    }
    await attempt(NOW + 1_000, 'retry')
    await attempt(NOW + 20_000, 'sent')
    const states = async (at: number) =>
      (await ask('alertname="a"', at)).alerts[0]?.deliveries.map(({ state, attempts }) => [
        state,
        ...attempts.map(({ outcome }) => outcome),
      ])
    expect(await states(NOW + 500)).toEqual([['waiting']])
    expect(await states(NOW + 1_500)).toEqual([['sending', 'sending']])
    expect(await states(NOW + 3_000)).toEqual([['retrying', 'retry']])
    expect(await states(NOW + 30_000)).toEqual([['sent', 'retry', 'sent']])
  })

  test('labels that were never seen are tried, where the question gives all of them', async () => {
    expect(await ask('{alertname="new",team="db"}')).toMatchObject({
      alerts: [],
      asked: '{alertname="new",team="db"}',
      wouldGo: [{ receiver: 'team', groupLabels: { alertname: 'new', team: 'db' } }],
    })
    expect((await ask('alertname=~"n.*"')).wouldGo).toBeUndefined()
  })

  test('before it came in, nothing is known of it', async () => {
    expect((await ask('alertname="a"', NOW - 2 * MINUTE_MS)).alerts).toEqual([])
  })

  test('many are counted, twenty are shown, the newest first', async () => {
    const many = Array.from({ length: 25 }, (_, n) => alert(`m${n}`, { labels: { alertname: 'm', n: String(n) } }))
    for (const [n, one] of many.entries()) await store.acceptTransitions([one], NOW + n)
    const { alerts, more } = await ask('alertname="m"')
    expect([alerts.length, alerts[0]?.labels['n'], more]).toEqual([20, '24', 5])
  })
})
