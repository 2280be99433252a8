/** Records as the loop hands them to a store. */
import type { Notification } from '@tocsin/channels'
import type { Alert } from '../../model/alert.ts'
import type { DeliveryToStore, RoutedGroup } from '../port.ts'

export const NOW = 1_700_000_000_000

export const alert = (fingerprint: string, change: Partial<Alert> = {}): Alert => ({
  fingerprint,
  labels: { alertname: fingerprint },
  annotations: { summary: 'first words' },
  generatorUrl: '',
  startsAt: NOW - 1_000,
  ending: { kind: 'expires', at: NOW + 60_000 },
  updatedAt: NOW,
  ...change,
})

export const group = (routeId: string, firstFlushAt = NOW): RoutedGroup => ({
  routeId,
  receiver: 'team',
  labels: { alertname: 'a' },
  labelsFingerprint: 'aaaa',
  groupKey: '{}:{alertname="a"}',
  firstFlushAt,
})

const notification = (key: string): Notification => ({
  idempotencyKey: key,
  receiver: 'team',
  status: 'firing',
  reason: 'first notification',
  groupKey: '{}:{}',
  groupLabels: {},
  commonLabels: {},
  commonAnnotations: {},
  routeLabels: {},
  alerts: [],
  externalUrl: 'http://router',
  decidedAt: NOW,
})

export const delivery = (key: string, change: Partial<DeliveryToStore> = {}): DeliveryToStore => ({
  integration: 0,
  status: 'firing',
  reason: 'first notification',
  shows: [],
  idempotencyKey: key,
  channel: 'wecom_robot',
  target: 'wecom_robot …c0de',
  limitKey: 'robot',
  keepsOpening: false,
  notification: notification(key),
  ...change,
})
