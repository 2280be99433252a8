import { type InhibitRule, type Labels, type Matcher, matches } from '@tocsin/rules'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AlertTimes, type Ending, fingerprintOf, isResolved } from '../model/alert.ts'
import { createInhibition } from './inhibition.ts'

const m = (name: string, value: string, op: Matcher['op'] = '='): Matcher => ({ name, op, value })
const rule = (source: Matcher[], target: Matcher[], equal: string[] = [], name = ''): InhibitRule => ({
  ...{ name, source, target, equal },
})
const NOW = 1_000
const firing: AlertTimes = { startsAt: 0, ending: { kind: 'expires', at: NOW + 500 } }
const over: AlertTimes = { startsAt: 0, ending: { kind: 'stated', at: NOW - 500 } }
const expired: AlertTimes = { startsAt: 0, ending: { kind: 'expires', at: NOW - 500 } }

/** A router's worth of alerts, each reported with its times. */
function world(rules: InhibitRule[]) {
  const inhibition = createInhibition(rules)
  const times = new Map<string, AlertTimes>()
  const target = (labels: Labels) => ({ fingerprint: fingerprintOf(labels), labels })
  return {
    report(labels: Labels, now: AlertTimes = firing): string {
      const alert = target(labels)
      times.set(alert.fingerprint, now)
      inhibition.observe(alert)
      return alert.fingerprint
    },
    forget(labels: Labels): void {
      const { fingerprint } = target(labels)
      times.delete(fingerprint)
      inhibition.forget(fingerprint)
    },
    ask: (labels: Labels, now = NOW, heldUntil = 0) =>
      inhibition.inhibitedBy(target(labels), (fingerprint) => times.get(fingerprint), now, heldUntil),
  }
}

const critical = { severity: 'critical', cluster: 'a' }
const warning = { severity: 'warning', cluster: 'a' }
const bySeverity = rule([m('severity', 'critical')], [m('severity', 'warning')], ['cluster'])

describe('an alert is inhibited', () => {
  test.each<[string, Labels, AlertTimes, Labels, boolean]>([
    ['by one that fires, with equal labels', critical, firing, warning, true],
    ['not by one that is over', critical, over, warning, false],
    ['not by one that expired', critical, expired, warning, false],
    ['not by one with another value', { ...critical, cluster: 'b' }, firing, warning, false],
    ['not where it does not match the target side', critical, firing, { ...warning, severity: 'info' }, false],
    ['where both lack the label', { severity: 'critical' }, firing, { severity: 'warning' }, true],
    [
      'where one lacks the label, and the other has it empty',
      { severity: 'critical', cluster: '' },
      firing,
      { severity: 'warning' },
      true,
    ],
    ['not where one lacks the label', { severity: 'critical' }, firing, warning, false],
  ])('%s', (_name, source, times, target, expected) => {
    const w = world([bySeverity])
    const fingerprint = w.report(source, times)
    w.report(target)
    expect(w.ask(target)).toEqual(expected ? [{ fingerprint, rule: 'inhibit_rules[1]' }] : [])
  })

  test('by one whose expiry is not believed', () => {
    const w = world([bySeverity])
    w.report(critical, expired)
    expect(w.ask(warning, NOW, NOW + 1)).toHaveLength(1)
    expect(w.ask(warning, NOW, NOW)).toEqual([])
    expect(w.ask(warning, NOW, NOW + 1)).toHaveLength(1)
  })

  test('by one that fires, whichever other one is over (#5162)', () => {
    const w = world([bySeverity])
    const ids = ['1', '2', '3'].map((pod) => w.report({ ...critical, pod })).sort()
    for (const pod of ['1', '2', '3']) {
      expect(w.ask(warning)[0]?.fingerprint).toBe(ids[0])
      ids.splice(ids.indexOf(w.report({ ...critical, pod }, over)), 1)
    }
    expect(w.ask(warning)).toEqual([])
  })

  test('by one that fires again', () => {
    const w = world([bySeverity])
    w.report(critical, over)
    expect(w.ask(warning)).toEqual([])
    w.report(critical)
    expect(w.ask(warning)).toHaveLength(1)
  })

  test('no longer by one that is forgotten', () => {
    const w = world([bySeverity])
    w.report(critical)
    w.forget(critical)
    expect(w.ask(warning)).toEqual([])
  })

  test('as the clock has it, also when that is set back', () => {
    const w = world([bySeverity])
    w.report(critical, over)
    expect(w.ask(warning, NOW)).toEqual([])
    expect(w.ask(warning, NOW - 600)).toHaveLength(1)
  })

  test('by the first rule that mutes it, which has a name or a place', () => {
    const w = world([bySeverity, rule([m('severity', 'critical')], [m('severity', 'warning')], [], 'any cluster')])
    w.report({ ...critical, cluster: 'b' })
    expect(w.ask(warning)).toMatchObject([{ rule: 'any cluster' }])
    w.report(critical)
    expect(w.ask(warning)).toMatchObject([{ rule: 'inhibit_rules[1]' }])
  })

  test('not by itself, and not by others that match both sides as it does', () => {
    const w = world([rule([m('severity', 'critical|warning', '=~')], [m('severity', 'warning')])])
    w.report(warning)
    const other = w.report({ ...warning, cluster: 'b' })
    expect(w.ask(warning)).toEqual([])
    // A one-sided source counts, wherever it stands among them.
    const fingerprint = w.report(critical)
    expect(w.ask(warning)).toMatchObject([{ fingerprint }])
    // One that matches the target side only is hushed by either kind.
    const both = world([rule([m('team', 'x')], [m('severity', 'warning')])])
    both.report({ ...warning, team: 'x' })
    expect(both.ask(warning)).toHaveLength(1)
    expect(other).not.toBe(fingerprint)
  })
})

const value = fc.constantFrom('x', 'xx', '')
const anyLabels = fc.record({ a: value, b: value }, { requiredKeys: [] })
const anyMatchers = fc.array(
  fc.record({
    name: fc.constantFrom('a', 'b'),
    op: fc.constantFrom<Matcher['op']>('=', '!=', '=~'),
    value: fc.constantFrom('x', 'xx', 'x|y', ''),
  }),
  { maxLength: 2 },
)
const anyRule: fc.Arbitrary<InhibitRule> = fc.record({
  name: fc.constantFrom('', 'r'),
  source: anyMatchers,
  target: anyMatchers,
  equal: fc.uniqueArray(fc.constantFrom('a', 'b')),
})
const moment = fc.integer({ min: 0, max: 8 })
const anyEnding: fc.Arbitrary<Ending> = fc.record({ kind: fc.constantFrom('stated', 'expires'), at: moment })
const anyStep = fc.oneof(
  fc.record({ kind: fc.constant('report' as const), labels: anyLabels, ending: anyEnding }),
  fc.record({ kind: fc.constant('forget' as const), labels: anyLabels }),
  fc.record({ kind: fc.constant('ask' as const), labels: anyLabels, now: moment, heldUntil: moment }),
)

test('after any reports, the index answers as a look at all pairs does', () => {
  fc.assert(
    fc.property(
      fc.array(anyRule, { maxLength: 3 }),
      fc.array(anyStep, { maxLength: 60, size: 'max' }),
      (rules, steps) => {
        const w = world(rules)
        const alerts = new Map<string, { labels: Labels; times: AlertTimes }>()
        for (const step of steps) {
          if (step.kind === 'report') {
            const times: AlertTimes = { startsAt: 0, ending: step.ending }
            alerts.set(w.report(step.labels, times), { labels: step.labels, times })
          } else if (step.kind === 'forget') {
            w.forget(step.labels)
            alerts.delete(fingerprintOf(step.labels))
          } else {
            const { labels, now, heldUntil } = step
            expect(w.ask(labels, now, heldUntil)).toEqual(slowly(rules, alerts, labels, now, heldUntil))
          }
        }
      },
    ),
    { numRuns: 2_000 },
  )
})

function slowly(
  rules: readonly InhibitRule[],
  alerts: ReadonlyMap<string, { labels: Labels; times: AlertTimes }>,
  target: Labels,
  now: number,
  heldUntil: number,
) {
  for (const [i, { name, source, target: side, equal }] of rules.entries()) {
    if (!matches(side, target)) continue
    const sources = [...alerts].filter(
      ([, { labels, times }]) =>
        matches(source, labels) &&
        !isResolved(times, now, heldUntil) &&
        equal.every((label) => (labels[label] ?? '') === (target[label] ?? '')) &&
        !(matches(source, target) && matches(side, labels)),
    )
    const [fingerprint] = sources.map(([id]) => id).sort()
    if (fingerprint !== undefined) return [{ fingerprint, rule: name || `inhibit_rules[${i + 1}]` }]
  }
  return []
}
