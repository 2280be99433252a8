/** What the store tells of the past. Plain data; times are milliseconds since the epoch; `until` belongs to the answer. */
import type { Labels } from '@tocsin/channels'
import type { DeliveryView, WordView } from '../console/contract.ts'
import type { HistoryEntry, HistoryKind } from '../console/history/contract.ts'
import type { DecisionDetail } from '../decide/detail.ts'
import type { Silence } from '../model/silence.ts'

/** One change of an alert. `expired`: nobody said that it ended, and silence was taken for it. */
export interface AlertEvent {
  readonly at: number
  readonly fingerprint: string
  readonly kind: 'firing' | 'resolved' | 'expired'
  readonly labels: Labels
  readonly startsAt: number
  readonly endsAt: number
}

export interface DecisionRecord {
  readonly at: number
  readonly revision: number
  readonly reason: string
  readonly configVersion: number | undefined
  readonly group: Membership
  readonly detail: DecisionDetail
}

/** One word on who has an episode. */
export interface WordRecord extends WordView {
  readonly groupId: number
}

/** A group as it is now. */
export interface Membership {
  readonly groupId: number
  readonly groupKey: string
  readonly receiver: string
  readonly labels: Labels
  readonly nextFlushAt: number | undefined
}

/** Where a page of the history ends; the next one begins after it. */
export interface HistoryCursor {
  readonly at: number
  readonly kind: HistoryKind
  readonly id: number
}

export interface HistoryQuery {
  readonly from: number
  readonly until: number
  readonly kinds: readonly HistoryKind[]
  /** Only what concerns these alerts; undefined for everything. */
  readonly fingerprints: readonly string[] | undefined
  readonly receiver: string | undefined
  /** Of attempts. */
  readonly outcome: string | undefined
  readonly after: HistoryCursor | undefined
  readonly limit: number
}

export interface HistoryStore {
  /** Newest first. `alertname` undefined for any; at most `limit` changes are looked at. */
  alertEvents(query: {
    readonly alertname: string | undefined
    readonly fingerprint: string | undefined
    readonly until: number
    readonly limit: number
  }): Promise<readonly AlertEvent[]>
  /** The last decision about an alert in each group that it was in, newest first. */
  lastDecisions(fingerprint: string, until: number): Promise<readonly DecisionRecord[]>
  /** Who had the last episode of these groups that began by `until`, in order. */
  words(groupIds: readonly number[], until: number): Promise<readonly WordRecord[]>
  /** The groups that an alert is in now. */
  memberships(fingerprint: string): Promise<readonly Membership[]>
  /** Deliveries that were decided with this alert in their group, newest first. */
  deliveriesAbout(
    fingerprint: string,
    until: number,
    limit: number,
  ): Promise<readonly (DeliveryView & { groupId: number })[]>
  /** All versions on record, in the order of their writing. */
  silenceVersions(ids: readonly string[]): Promise<readonly Silence[]>
  /** Newest first; entries of one moment in the order of `HISTORY_KINDS`. */
  history(query: HistoryQuery): Promise<readonly { readonly cursor: HistoryCursor; readonly entry: HistoryEntry }[]>
}
