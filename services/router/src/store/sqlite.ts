/** The port on SQLite: each verb in its own file, each one transaction of the shared commit. */
import { randomUUID } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '@tocsin/store'
import * as acknowledgements from './acknowledgements.ts'
import { adopt } from './adopt.ts'
import * as alerts from './alerts.ts'
import * as budgets from './budgets.ts'
import * as climbs from './climbs.ts'
import * as clock from './clock.ts'
import * as configurations from './configurations.ts'
import { counts } from './counts.ts'
import * as dead from './dead-letters.ts'
import * as deliveries from './deliveries.ts'
import * as deliveryViews from './delivery-views.ts'
import * as explain from './explain.ts'
import * as fallbacks from './fallbacks.ts'
import * as groups from './groups.ts'
import { history } from './history.ts'
import * as holds from './holds.ts'
import type { RouterStore } from './port.ts'
import { prune } from './prune.ts'
import * as queues from './queues.ts'
import * as reached from './reached.ts'
import * as receipts from './receipts.ts'
import { one, run } from './rows.ts'
import { MIGRATIONS } from './schema.ts'
import * as silences from './silences.ts'
import * as views from './views.ts'

export async function openRouterStore(options: {
  /** A path, or `:memory:` for tests. */
  readonly file: string
  readonly onFatal: (error: Error) => void
}): Promise<RouterStore> {
  // A backup that was put in place takes a new name: its revisions come again with other news, which a provider that knows
  // the old keys would take for repetitions.
  const store = openSqlite({
    ...options,
    migrations: MIGRATIONS,
    onOpen: (db, left) => {
      if (left === 'copy') run(db, `delete from meta where key = 'instance'`)
      run(db, `insert into meta(key, value) values('instance', ?) on conflict do nothing`, randomUUID())
    },
  })
  const instance = store.read(instanceOf)
  return {
    instance,
    recover: (now) => store.write((db) => deliveries.recover(db, now)),
    loadTimes: async () => store.read(alerts.loadTimes),
    acceptTransitions: (accepted, now) => store.write((db) => alerts.acceptTransitions(db, accepted, now)),
    saveRefreshes: (refreshed) => store.write((db) => alerts.saveRefreshes(db, refreshed)),
    unrouted: async (limit) => store.read((db) => alerts.unrouted(db, limit)),
    // Of routing and deciding nobody hears before an attempt is on disk, and with it what came before.
    saveRouting: (routed, now) => store.writeBehind((db) => alerts.saveRouting(db, routed, now)),
    rerouteAll: (routes, now, version) => store.write((db) => alerts.rerouteAll(db, routes, now, version)),
    adopt: (adopted, now) => store.write((db) => adopt(db, adopted, now)),
    dueGroups: async (now, limit) => store.read((db) => groups.dueGroups(db, now, limit)),
    saveDecision: (decision) => store.writeBehind((db) => groups.saveDecision(db, decision)),
    nextFlushAt: async () => store.read(groups.nextFlushAt),
    groupInHand: async (groupId) => store.read((db) => acknowledgements.groupInHand(db, groupId)),
    acknowledge: (wanted) => store.write((db) => acknowledgements.acknowledge(db, wanted)),
    takeBack: (takenBack) => store.write((db) => acknowledgements.takeBack(db, takenBack)),
    dueClimbs: async (now, limit) => store.read((db) => climbs.dueClimbs(db, now, limit)),
    saveClimb: (climb) => store.writeBehind((db) => climbs.saveClimb(db, climb)),
    claimable: async (now, limit, busy) => store.read((db) => queues.claimable(db, now, limit, busy)),
    waitingWith: async (delivery, now, limit) => store.read((db) => queues.waitingWith(db, delivery, now, limit)),
    beginAttempt: (start) => store.write((db) => deliveries.beginAttempt(db, start)),
    endAttempt: (end) => store.write((db) => deliveries.endAttempt(db, end)),
    fallBackDue: (plans, now) => store.write((db) => fallbacks.fallBackDue(db, plans, now)),
    nextFallbackAt: async (plans) => store.read((db) => fallbacks.nextFallbackAt(db, plans)),
    hold: (deliveryId, held) => store.write((db) => holds.hold(db, deliveryId, held)),
    releaseHeld: (now) => store.write((db) => holds.releaseHeld(db, now)),
    receiptsDue: async (now, limit) => store.read((db) => receipts.receiptsDue(db, now, limit)),
    nextReceiptsAt: async () => store.read(receipts.nextReceiptsAt),
    saveReceipts: (answer) => store.write((db) => receipts.saveReceipts(db, answer)),
    budgetUse: async (asked) => store.read((db) => budgets.budgetUse(db, asked)),
    nextDueAt: async (busy) => store.read((db) => queues.nextDueAt(db, busy)),
    deadLetters: async (query) => store.read((db) => dead.deadLetters(db, query)),
    deliveryToReplay: async (id) => store.read((db) => dead.deliveryToReplay(db, id)),
    replay: (asked) => store.write((db) => dead.replay(db, asked)),
    silences: async () => store.read(silences.silences),
    saveSilences: (versions) => store.write((db) => silences.saveSilences(db, versions)),
    knowReceivers: (receivers, now) => store.write((db) => reached.knowReceivers(db, receivers, now)),
    receiverReached: (receiver, at) => store.write((db) => reached.receiverReached(db, receiver, at)),
    configurationLoaded: (config, now) => store.write((db) => configurations.configurationLoaded(db, config, now)),
    alertsAfter: async (fingerprint, limit) => store.read((db) => alerts.alertsAfter(db, fingerprint, limit)),
    lastSeenAt: async () => store.read(clock.lastSeenAt),
    clockSet: (steppedMs, now) => store.write((db) => clock.clockSet(db, steppedMs, now)),
    prune: (now, retentionMs) => store.write((db) => prune(db, now, retentionMs)),
    counts: (now, heldUntil) => counts(store.read, now, heldUntil),
    firingAlerts: (now, heldUntil) => views.firingAlerts(store.read, now, heldUntil),
    groupViews: (now, heldUntil) => views.groupViews(store.read, now, heldUntil),
    deliveryViews: async (limit) => store.read((db) => deliveryViews.deliveryViews(db, limit)),
    ticketViews: async () => store.read(views.ticketViews),
    alertEvents: (query) => explain.alertEvents(store.read, query),
    lastDecisions: async (fingerprint, until) => store.read((db) => explain.lastDecisions(db, fingerprint, until)),
    words: async (groupIds, until) => store.read((db) => acknowledgements.words(db, groupIds, until)),
    memberships: async (fingerprint) => store.read((db) => explain.memberships(db, fingerprint)),
    deliveriesAbout: async (fingerprint, until, limit) =>
      store.read((db) => deliveryViews.deliveriesAbout(db, fingerprint, until, limit)),
    silenceVersions: async (ids) => store.read((db) => explain.silenceVersions(db, ids)),
    history: (query) => history(store.read, query),
    copyTo: (file) => store.copyTo(file),
    close: () => store.close(),
  }
}

function instanceOf(db: DatabaseSync): string {
  return String(one(db, `select value from meta where key = 'instance'`)?.['value'])
}
