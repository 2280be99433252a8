import type { AlertSnapshot, Notification } from '@tocsin/channels'
import { expect, test } from 'vitest'
import { carryEnds, withAlerts } from './message.ts'

const alert = (name: string, status: 'firing' | 'resolved'): AlertSnapshot => ({
  status,
  fingerprint: name,
  labels: { alertname: name, team: 'shop' },
  annotations: {},
  startsAt: 1_000,
  generatorUrl: '',
  ...(status === 'resolved' ? { endsAt: 2_000 } : {}),
})
const message = (...alerts: AlertSnapshot[]): Notification =>
  withAlerts(
    {
      idempotencyKey: 'key',
      receiver: 'chat',
      status: 'firing',
      reason: 'new alerts added',
      groupKey: '{}:{}',
      groupLabels: {},
      routeLabels: {},
      externalUrl: 'http://router',
      decidedAt: 3_000,
    },
    alerts,
  )
const said = ({ alerts }: Notification) => alerts.map(({ fingerprint, status }) => `${fingerprint} ${status}`)

test('an end that only the older message knew goes with the newer one, after what fires', () => {
  const carried = carryEnds(message(alert('A', 'resolved'), alert('B', 'firing')), message(alert('C', 'firing')))
  expect(said(carried)).toEqual(['C firing', 'A resolved'])
  expect(carried.commonLabels).toEqual({ team: 'shop' })
})

test('what the newer message says of the same alert is the truth', () => {
  const newer = message(alert('A', 'firing'))
  expect(carryEnds(message(alert('A', 'resolved')), newer)).toBe(newer)
})

test('what fired then, and is not in the newer message, is not said again', () => {
  const newer = message(alert('B', 'firing'))
  expect(carryEnds(message(alert('A', 'firing')), newer)).toBe(newer)
})
