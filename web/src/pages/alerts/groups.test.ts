import { describe, expect, test } from 'vitest'
import { badNight } from '../../testing/fixtures.ts'
import {
  arrangeAlerts,
  arrangeGroups,
  groupEnd,
  groupSeverity,
  groupStart,
  groupSubject,
  severityOf,
} from './groups.ts'

const now = 1_763_835_249_000
const groups = badNight(now).groups
const byId = (id: number) => {
  const found = groups.find((group) => group.id === id)
  if (!found) throw new Error(`no group ${id}`)
  return found
}

describe('severityOf', () => {
  test.each([
    ['critical', 'critical'],
    ['Warning', 'warning'],
    ['none', 'none'],
    ['error', 'critical'],
    ['page', 'warning'],
    [undefined, 'warning'],
  ])('%s is %s', (severity, expected) => expect(severityOf(severity === undefined ? {} : { severity })).toBe(expected))
})

test('arrangeGroups leaves its input as it was', () => {
  const before = groups.map((group) => group.id)
  const arranged = arrangeGroups(groups)
  expect(groups.map((group) => group.id)).toEqual(before)
  expect(arranged.firing.map((group) => group.id)).toEqual([6, 1, 2, 3, 5])
  expect(arranged.resolved.map((group) => group.id)).toEqual([4])
})

test('a group counts from its oldest firing alert, and ends with its last', () => {
  expect(groupStart(byId(2))).toBe(now - 252_000)
  expect(groupEnd(byId(2))).toBeUndefined()
  expect(groupEnd(byId(4))).toBe(now - 32 * 60_000)
})

test('a resolved alert is not what makes a firing group bad', () => {
  const [critical] = byId(1).alerts
  const [warning] = byId(2).alerts
  if (!critical || !warning) throw new Error('fixtures changed')
  expect(groupSeverity({ ...byId(2), alerts: [warning, { ...critical, status: 'resolved' }] })).toBe('warning')
  expect(groupSeverity({ ...byId(2), alerts: [] })).toBe('none')
})

test('groupSubject adds what all alerts agree on', () => {
  expect(groupSubject({ ...byId(2), labels: {} })).toEqual({ alertname: 'KeyInterfaceP99High', service: 'shop' })
  const mixed = [...byId(2).alerts, ...byId(6).alerts]
  expect(groupSubject({ ...byId(2), labels: { tier: 'wecom' }, alerts: mixed })).toEqual({ tier: 'wecom' })
})

test('arrangeAlerts: firing first, then newest', () => {
  const [first, second] = byId(2).alerts
  const [over] = byId(4).alerts
  if (!first || !second || !over) throw new Error('fixtures changed')
  expect(arrangeAlerts([over, first, second])).toEqual([second, first, over])
})
