import { describe, expect, test } from 'vitest'
import { AUDIBLE, isMuted } from '../model/verdict.ts'
import { createInhibition } from './inhibition.ts'
import { createMuting } from './muting.ts'
import { createSilenceIndex } from './silences.ts'

const NOW = 1_000
const alert = { fingerprint: 'f', labels: { alertname: 'A', severity: 'warning' } }
const source = { fingerprint: 'e', labels: { alertname: 'B', severity: 'critical' } }
const always = { x: [{ times: [], weekdays: [], daysOfMonth: [], months: [], years: [], location: 'UTC' }] }
const muted = { muteTimeIntervals: ['x'], activeTimeIntervals: [] }
const open = { muteTimeIntervals: [], activeTimeIntervals: [] }

function world() {
  const silences = createSilenceIndex()
  const inhibition = createInhibition([
    {
      name: 'r',
      source: [{ name: 'severity', op: '=', value: 'critical' }],
      target: [{ name: 'severity', op: '=', value: 'warning' }],
      equal: [],
    },
  ])
  const muting = createMuting({
    silences,
    inhibition,
    timesOf: () => ({ startsAt: 0, ending: { kind: 'expires', at: 2_000 } }),
  })
  return { silences, inhibition, muting }
}

describe('a verdict', () => {
  test('is empty where nothing mutes', () => {
    const verdict = world().muting.explain(alert, open, {}, NOW, 0)
    expect(verdict).toEqual(AUDIBLE)
    expect(isMuted(verdict)).toBe(false)
  })

  test('names everything that mutes', () => {
    const { silences, inhibition, muting } = world()
    silences.put({
      ...{ id: 's', version: 1, matchers: [{ name: 'alertname', op: '=', value: 'A' }] },
      ...{ startsAt: 0, endsAt: 2_000, updatedAt: 0, createdBy: '', comment: '', annotations: {} },
    })
    inhibition.observe(source)
    expect(muting.explain(alert, muted, always, NOW, 0)).toEqual({
      silencedBy: ['s'],
      inhibitedBy: [{ fingerprint: 'e', rule: 'r' }],
      mutedBy: [{ interval: 'x', why: 'mute' }],
    })
  })

  test('of a route is its own; without a route it has no times', () => {
    const { muting } = world()
    expect(isMuted(muting.explain(alert, muted, always, NOW, 0))).toBe(true)
    expect(isMuted(muting.explain(alert, open, always, NOW, 0))).toBe(false)
    expect(isMuted(muting.explain(alert, undefined, always, NOW, 0))).toBe(false)
  })
})

test('a preview shows what a silence would mute', () => {
  const { muting } = world()
  expect(muting.preview([{ name: 'severity', op: '!=', value: 'critical' }], [alert, source])).toEqual([alert])
})
