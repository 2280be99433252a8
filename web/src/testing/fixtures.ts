/** Made-up answers of the router, for tests and for looking at the screens. Never part of the build. */
import type { DeliveryView, GroupView, Overview, RulesView, TicketView } from '../data/contract.ts'
import { makeDeliveries } from './deliveries.ts'
import { makeGroups } from './groups.ts'

export interface Answers {
  readonly overview: Overview
  readonly groups: readonly GroupView[]
  readonly deliveries: readonly DeliveryView[]
  readonly tickets: readonly TicketView[]
}

const minute = 60_000

/** A bad night: something in every state. */
export const badNight = (now: number): Answers => ({
  overview: {
    version: '0.1.0',
    now,
    startedAt: now - 27 * 60 * minute,
    externalUrl: { url: 'http://127.0.0.1:9093/', loopback: true },
    alerts: { firing: 6, resolved: 1 },
    deliveries: { waiting: 1, sending: 1, retrying: 1, sent: 5, rejected: 1, superseded: 1 },
    oldestWaitingSince: now - 33 * minute,
    lastAlertAt: now - 3_000,
    rules: { state: 'in-force', since: now - 90 * minute },
  },
  groups: makeGroups(now),
  deliveries: makeDeliveries(now),
  tickets: makeTickets(now),
})

/** An edit with three mistakes in it. */
export const refusedRules = (now: number): RulesView => ({
  state: 'refused',
  since: now - 4 * minute,
  problems: [
    {
      ...{ file: 'alert-rules/router.yml', line: 41, column: 22, path: 'tiers.sms.receiver' },
      message:
        'undefined receiver "sms-oncal" used in tier "sms"; defined: nobody, wecom-oncall, sms-oncall, ticket-queue',
    },
    {
      ...{ file: 'alert-rules/shop.rules.yml', line: 34, column: 14, path: 'groups.0.rules.1.for' },
      message: '"soon" is no duration; write e.g. 30s, 5m, 1h30m (units: ms, s, m, h, d, w, y)',
    },
    { file: 'alert-rules/more.yaml', line: 1, column: 1, path: '', message: 'no such kind of file' },
  ],
})

/** A router that has just been started. */
export const quietNight = (now: number): Answers => ({
  overview: {
    version: '0.1.0',
    now,
    startedAt: now - 5_000,
    rules: { state: 'in-force', since: now - 4_000 },
    externalUrl: { url: 'https://alerts.example.com/', loopback: false },
    alerts: { firing: 0, resolved: 0 },
    deliveries: { waiting: 0, sending: 0, retrying: 0, sent: 0, rejected: 0, superseded: 0 },
  },
  groups: [],
  deliveries: [],
  tickets: [],
})

const makeTickets = (now: number): readonly TicketView[] => [
  { receiver: 'tickets', groupLabels: { alertname: 'OutOfMemory', service: 'load' }, status: 'creating' },
  {
    receiver: 'tickets',
    groupLabels: { alertname: 'ConnectionTimeout', service: 'shop', deployment_environment_name: 'demo' },
    status: 'open',
    id: 'TCK-1042',
    url: 'https://tickets.example.com/TCK-1042',
    openedAt: now - 11 * minute,
    updatedAt: now - 26_000,
  },
  {
    receiver: 'tickets',
    groupLabels: { alertname: 'PoolExhausted', service: 'shop' },
    status: 'ended',
    id: 'TCK-1041',
    url: 'https://tickets.example.com/TCK-1041',
    openedAt: now - 190 * minute,
    updatedAt: now - 150 * minute,
  },
  {
    receiver: 'tickets',
    groupLabels: { alertname: 'TargetDown', service: 'load' },
    status: 'closed',
    id: 'TCK-1038',
    url: 'not a web address',
    openedAt: now - 2_000 * minute,
    updatedAt: now - 1_950 * minute,
  },
]
