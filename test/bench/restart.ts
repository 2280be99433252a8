/** A start on a storage with a past. Ours alone: Alertmanager keeps neither alerts nor a history. */
import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Loader } from './loader.ts'
import { median } from './percentile.ts'
import { type Server, startServer } from './servers.ts'
import type { Figure, Size } from './table.ts'

const CONFIG = `route:
  receiver: nobody
  group_by: [alertname, cluster, service]
receivers:
  - name: nobody
`

export async function restarts(loader: Loader, { quick }: Size): Promise<Figure[]> {
  const alerts = quick ? 640 : 100_000
  const rows = quick ? 6_000 : 1_000_000
  const first = await startServer('ours', { config: () => CONFIG })
  let server: Server = first
  try {
    await loader.perform({
      kind: 'post',
      ...{
        url: first.url,
        distinct: alerts,
        run: 'past',
        startsAt: Date.now() - 1_000,
        connections: 8,
        forMs: undefined,
      },
    })
    await first.stop()
    const file = join(first.folder, 'data', 'router.db')
    writeHistory(file, rows)
    const ready: number[] = []
    for (let round = 0; round < (quick ? 1 : 5); round++) {
      server = await startServer('ours', { config: () => CONFIG, folder: first.folder })
      ready.push(server.readyMs)
      await server.stop()
    }
    const name = `restart with ${alerts.toLocaleString('en-US')} alerts, ${rows.toLocaleString('en-US')} rows of history`
    return [
      {
        what: `${name}, until /-/ready`,
        unit: 'ms',
        ours: median(ready),
        theirs: undefined,
        target: { kind: 'at most', value: 3_000 },
      },
      {
        what: '· size of the database',
        unit: 'MB',
        ours: statSync(file).size / 1e6,
        theirs: undefined,
        target: { kind: 'none' },
      },
    ]
  } finally {
    await server.stop()
    rmSync(first.folder, { recursive: true, force: true })
  }
}

/** What days of alerts leave behind: decisions, changes, deliveries, each with what belongs to it. */
function writeHistory(file: string, rows: number): void {
  const db = new DatabaseSync(file)
  try {
    const group = db.prepare('select id, receiver from alert_group order by id limit 1').get()
    const alert = db.prepare('select fingerprint, labels from alert order by fingerprint limit 1').get()
    if (!group || !alert) throw new Error('there is no group or no alert to write a history of')
    const decision = db.prepare(
      `insert into decision(group_id, at, revision, reason, detail) values(?, ?, 1, 'repeat interval elapsed', ?)`,
    )
    const member = db.prepare('insert into decision_alert(fingerprint, decision_id) values(?, ?)')
    const event = db.prepare(
      `insert into alert_event(at, fingerprint, alertname, kind, labels, starts_at, ends_at) values(?, ?, ?, 'firing', ?, ?, ?)`,
    )
    const delivery = db.prepare(
      `insert into delivery(idempotency_key, group_id, lane, receiver, integration, channel, target, revision, status,
         reason, notification, state, decided_at, due_at, attempts, finished_at)
       values(?, ?, 'lane', ?, 0, 'webhook', 'webhook', 1, 'firing', 'repeat interval elapsed', ?, 'sent', ?, ?, 1, ?)`,
    )
    const message = db.prepare(`insert into message(created_at, channel) values(?, 'webhook')`)
    const belongs = db.prepare('insert into message_delivery(message_id, delivery_id) values(?, ?)')
    const attempt = db.prepare(
      `insert into attempt(message_id, n, started_at, finished_at, outcome) values(?, 1, ?, ?, 'sent')`,
    )
    const labels = String(alert['labels'])
    const notification = JSON.stringify({ alerts: [{ labels: JSON.parse(labels) as unknown, annotations: {} }] })
    const detail = JSON.stringify({ members: [{ fingerprint: alert['fingerprint'], state: 'firing' }] })
    const now = Date.now()
    db.exec('begin')
    for (let nth = 0; nth * 7 < rows; nth++) {
      const at = now - 100 * 3_600_000 + nth
      const decided = decision.run(group['id'] ?? null, at, detail).lastInsertRowid
      member.run(alert['fingerprint'] ?? null, decided)
      event.run(at, alert['fingerprint'] ?? null, 'HighRequestLatency', labels, at, at)
      const owed = delivery.run(
        `bench-${nth}`,
        group['id'] ?? null,
        group['receiver'] ?? null,
        notification,
        at,
        at,
        at,
      )
      const sent = message.run(at).lastInsertRowid
      belongs.run(sent, owed.lastInsertRowid)
      attempt.run(sent, at, at)
    }
    db.exec('commit')
  } finally {
    db.close()
  }
}
