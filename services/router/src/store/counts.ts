/** What there is, counted. A scrape may ask for it at any time, so it walks in slices and lets others run between two of them. */
import type { DatabaseSync } from 'node:sqlite'
import { setImmediate } from 'node:timers/promises'
import type { DeliveryState } from '../console/contract.ts'
import type { ReceiverCounts, StoredCounts } from './port.ts'
import { lastReached } from './reached.ts'
import { all, number, one, optionalNumber, type Row, text } from './rows.ts'

/** Some milliseconds each. */
const ALERTS = 2_000
const GROUPS = 1_000

type Read = <T>(verb: (db: DatabaseSync) => T) => T

/** `isResolved` of `model/alert.ts`; its two parameters: until when a stated end is past, and an expiry. */
const RESOLVED = `(ends_at <= iif(ending = 'stated', ?, ?))`
/** The watchdog fires when all is well: severity none is nobody's trouble. */
const FIRING = `(not ${RESOLVED} and json_extract(labels, '$.severity') is not 'none')`

export async function counts(read: Read, now: number, heldUntil: number): Promise<StoredCounts> {
  // An expiry ahead of `heldUntil` counts for nothing: none is past.
  const past = [now, heldUntil <= now ? now : Number.MIN_SAFE_INTEGER] as const
  const { last, ...alerts } = await countAlerts(read, past)
  return {
    alerts,
    firingGroups: await countGroups(read, past),
    receivers: await countDeliveries(read),
    overdue: read((db) => countOverdue(db, now)),
    lastReached: read(lastReached),
    lastAlertAt: last,
  }
}

type Past = readonly [stated: number, expiry: number]

async function countAlerts(
  read: Read,
  past: Past,
): Promise<{ firing: number; resolved: number; last: number | undefined }> {
  const sum = { firing: 0, resolved: 0, last: 0 }
  for (let after: string | undefined = ''; after !== undefined; await setImmediate()) {
    const from: string = after
    const row: Row | undefined = read((db) =>
      one(
        db,
        `select count(*) as n, max(fingerprint) as last, sum(${FIRING}) as firing, sum(${RESOLVED}) as resolved, max(updated_at) as at
         from (select * from alert where fingerprint > ? order by fingerprint limit ?)`,
        ...past,
        ...past,
        from,
        ALERTS,
      ),
    )
    if (!row) break
    sum.firing += number(row, 'firing')
    sum.resolved += number(row, 'resolved')
    sum.last = Math.max(sum.last, optionalNumber(row, 'at') ?? 0)
    after = number(row, 'n') === ALERTS ? text(row, 'last') : undefined
  }
  return { ...sum, last: sum.last === 0 ? undefined : sum.last }
}

async function countGroups(read: Read, past: Past): Promise<number> {
  let firing = 0
  for (let after: number | undefined = 0; after !== undefined; await setImmediate()) {
    const from: number = after
    const row: Row | undefined = read((db) =>
      one(
        db,
        `select count(*) as n, max(id) as last, sum(exists (
           select 1 from group_member join alert using(fingerprint) where group_id = id and ${FIRING})) as firing
         from (select id from alert_group where id > ? order by id limit ?)`,
        ...past,
        from,
        GROUPS,
      ),
    )
    if (!row) break
    firing += number(row, 'firing')
    after = number(row, 'n') === GROUPS ? number(row, 'last') : undefined
  }
  return firing
}

function countOverdue(db: DatabaseSync, now: number): Map<string, number> {
  const rows = all(
    db,
    `select tier, count(*) as n from delivery
     where finished_at is null and tier is not null and accepted_at + objective_ms < ? group by tier`,
    now,
  )
  return new Map(rows.map((row) => [text(row, 'tier'), number(row, 'n')]))
}

const STATES: readonly DeliveryState[] = ['waiting', 'sending', 'retrying', 'sent', 'rejected', 'superseded']

async function countDeliveries(read: Read): Promise<Map<string, ReceiverCounts>> {
  const found = new Map<
    string,
    { deliveries: Record<DeliveryState, number>; heardElsewhere: number; oldestWaitingSince: number | undefined }
  >()
  const of = (receiver: string) => {
    const its = found.get(receiver) ?? {
      deliveries: { waiting: 0, sending: 0, retrying: 0, sent: 0, rejected: 0, superseded: 0 },
      heardElsewhere: 0,
      oldestWaitingSince: undefined,
    }
    found.set(receiver, its)
    return its
  }
  for (const state of STATES) {
    const rows = read((db) =>
      all(db, 'select receiver, count(*) as n from delivery where state = ? group by receiver', state),
    )
    for (const row of rows) of(text(row, 'receiver')).deliveries[state] = number(row, 'n')
    await setImmediate()
  }
  const heard = read((db) =>
    all(
      db,
      `select receiver, count(*) as n from delivery where state = 'rejected' and heard_at is not null group by receiver`,
    ),
  )
  for (const row of heard) of(text(row, 'receiver')).heardElsewhere = number(row, 'n')
  const oldest = read((db) =>
    all(db, 'select receiver, min(decided_at) as at from delivery where finished_at is null group by receiver'),
  )
  for (const row of oldest) of(text(row, 'receiver')).oldestWaitingSince = optionalNumber(row, 'at')
  return found
}
