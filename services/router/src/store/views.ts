/** What the console and the API read. What may be large is read in slices, and others run between two of them. */
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { Labels } from '@tocsin/channels'
import type { AlertView, EpisodeView, GroupView, TicketView } from '../console/contract.ts'
import { type Alert, isResolved } from '../model/alert.ts'
import { alertsAfter } from './alerts.ts'
import type { Episode } from './episode-port.ts'
import { currentEpisode } from './episodes.ts'
import { alertOf, all, json, number, optionalNumber, type Row, text } from './rows.ts'

/** Alerts in one slice: some milliseconds. */
const SLICE = 500

type Read = <T>(verb: (db: DatabaseSync) => T) => T

/** In the order of their fingerprints. */
export async function firingAlerts(read: Read, now: number, heldUntil: number): Promise<Alert[]> {
  const firing: Alert[] = []
  for (let after: string | undefined = ''; after !== undefined; await setImmediate()) {
    const last: string = after
    const slice = read((db) => alertsAfter(db, last, SLICE))
    for (const alert of slice) if (!isResolved(alert, now, heldUntil)) firing.push(alert)
    after = slice.length === SLICE ? slice.at(-1)?.fingerprint : undefined
  }
  return firing
}

export async function groupViews(read: Read, now: number, heldUntil: number): Promise<GroupView[]> {
  const rows = read((db) =>
    all(
      db,
      'select * from alert_group where next_flush_at is not null or decided_at > ? order by id desc limit 500',
      now - 3_600_000,
    ),
  )
  const views: GroupView[] = []
  let members = 0
  for (const row of rows) {
    const view = read((db) => groupView(db, row, now, heldUntil))
    views.push(view)
    members += view.alerts.length
    if (members < SLICE) continue
    members = 0
    await setImmediate()
  }
  return views
}

function groupView(db: DatabaseSync, row: Row, now: number, heldUntil: number): GroupView {
  const episode = currentEpisode(db, number(row, 'id'))
  return {
    id: number(row, 'id'),
    routeId: text(row, 'route_id'),
    groupKey: text(row, 'group_key'),
    receiver: text(row, 'receiver'),
    labels: json<Labels>(row, 'labels'),
    revision: number(row, 'revision'),
    ...(episode && !episode.over ? { episode: episodeView(episode) } : {}),
    ...optional('nextFlushAt', optionalNumber(row, 'next_flush_at')),
    ...(row['decided_at'] === null
      ? {}
      : { lastDecision: { at: number(row, 'decided_at'), reason: text(row, 'decided_reason') } }),
    alerts: all(
      db,
      'select alert.* from alert join group_member using(fingerprint) where group_id = ? order by fingerprint',
      number(row, 'id'),
    ).map((alert) => alertView(alertOf(alert), now, heldUntil)),
  }
}

function episodeView({ startedAt, acknowledgement }: Episode): EpisodeView {
  return { startedAt, ...(acknowledgement ? { acknowledgement } : {}) }
}

function alertView(alert: Alert, now: number, heldUntil: number): AlertView {
  const resolved = isResolved(alert, now, heldUntil)
  const { fingerprint, labels, annotations, startsAt, updatedAt, generatorUrl, evidence } = alert
  return {
    fingerprint,
    status: resolved ? 'resolved' : 'firing',
    labels,
    annotations,
    startsAt,
    ...(resolved ? { endsAt: alert.ending.at } : {}),
    updatedAt,
    generatorUrl,
    ...(evidence
      ? {
          evidence: {
            count: evidence.count,
            kinds: evidence.kinds,
            firstAt: evidence.firstAt,
            lastAt: evidence.lastAt,
            samples: evidence.samples,
            traceIds: evidence.traceIds,
          },
        }
      : {}),
  }
}

const TICKET_STATUS = ['creating', 'open', 'ended', 'closed'] as const

export function ticketViews(db: DatabaseSync): TicketView[] {
  return all(db, `select * from channel_state where channel = 'ticket' order by updated_at desc limit 500`).map(
    ticketView,
  )
}

function ticketView(row: Row): TicketView {
  const state = json<Record<string, unknown>>(row, 'state')
  const { id, url, openedAt } = state
  return {
    receiver: text(row, 'receiver'),
    groupLabels: json<Labels>(row, 'labels'),
    status: TICKET_STATUS.find((status) => status === state['kind']) ?? 'open',
    ...(typeof id === 'string' ? { id } : {}),
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof openedAt === 'number' ? { openedAt } : {}),
    updatedAt: number(row, 'updated_at'),
  }
}

function optional<K extends string>(key: K, value: number | undefined): { [P in K]?: number } {
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: number }
}
