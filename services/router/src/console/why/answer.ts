/** From records to an explanation of one moment. Pure: what was is told from what was written then. */
import { printMatcher } from '@tocsin/rules'
import type { Silence } from '../../model/silence.ts'
import type { AlertEvent, DecisionRecord, Membership, WordRecord } from '../../store/history-port.ts'
import type { AttemptView, DeliveryState, DeliveryView } from '../contract.ts'
import type { AlertWhy, DecisionWhy, GroupWhy, SilenceWhy } from './contract.ts'

export interface AlertRecords {
  readonly event: AlertEvent
  readonly decisions: readonly DecisionRecord[]
  readonly memberships: readonly Membership[]
  readonly deliveries: readonly DeliveryView[]
  readonly words: readonly WordRecord[]
}

export interface Moment {
  readonly at: number
  readonly present: boolean
}

/** The last change of each alert, newest first. `events` are newest first. */
export function lastChanges(events: readonly AlertEvent[]): AlertEvent[] {
  const seen = new Set<string>()
  return events.filter(({ fingerprint }) => !seen.has(fingerprint) && seen.add(fingerprint))
}

/** Ids of all silences that a decision names, and fingerprints of the alerts that inhibited. */
export function mentioned(decisions: readonly DecisionRecord[]): { silences: string[]; alerts: string[] } {
  const verdicts = decisions.flatMap(({ detail }) => detail.members.flatMap(({ verdict }) => verdict ?? []))
  return {
    silences: [...new Set(verdicts.flatMap(({ silencedBy }) => silencedBy))],
    alerts: [...new Set(verdicts.flatMap(({ inhibitedBy }) => inhibitedBy.map(({ fingerprint }) => fingerprint)))],
  }
}

export interface Context {
  readonly moment: Moment
  /** All versions, in the order of their writing. */
  readonly silences: readonly Silence[]
  readonly labelsOf: (fingerprint: string) => Readonly<Record<string, string>> | undefined
}

export function explainAlert(
  { event, decisions, memberships, deliveries, words }: AlertRecords,
  context: Context,
): AlertWhy {
  const { moment } = context
  const decided = decisions.map((record): GroupWhy => {
    const { groupId, groupKey, receiver, labels } = record.group
    const now = moment.present ? memberships.find((membership) => membership.groupId === groupId) : undefined
    return {
      groupKey,
      receiver,
      groupLabels: labels,
      decision: explainDecision(record, event.fingerprint, context),
      ...wordsOf(groupId, words),
      ...(now?.nextFlushAt === undefined ? {} : { nextLookAt: now.nextFlushAt }),
    }
  })
  const undecided = memberships
    .filter(({ groupId }) => moment.present && !decisions.some(({ group }) => group.groupId === groupId))
    .map(
      ({ groupKey, receiver, labels, nextFlushAt }): GroupWhy => ({
        ...{ groupKey, receiver, groupLabels: labels },
        ...(nextFlushAt === undefined ? {} : { nextLookAt: nextFlushAt }),
      }),
    )
  return {
    fingerprint: event.fingerprint,
    labels: event.labels,
    state: event.kind,
    startsAt: event.startsAt,
    changedAt: event.at,
    groups: [...decided, ...undecided],
    deliveries: deliveries.map((delivery) => asOf(delivery, moment)),
  }
}

function wordsOf(groupId: number, words: readonly WordRecord[]): Pick<GroupWhy, 'words'> {
  const own = words.filter((word) => word.groupId === groupId).map(({ groupId: _its, ...word }) => word)
  return own.length > 0 ? { words: own } : {}
}

function explainDecision(record: DecisionRecord, fingerprint: string, { silences, labelsOf }: Context): DecisionWhy {
  const { at, reason, configVersion, detail } = record
  const verdict = detail.members.find((member) => member.fingerprint === fingerprint)?.verdict
  return {
    at,
    reason,
    ...(configVersion === undefined ? {} : { configVersion }),
    silencedBy: (verdict?.silencedBy ?? []).map((id) => silenceAt(id, at, silences)),
    inhibitedBy: (verdict?.inhibitedBy ?? []).map((by) => {
      const labels = labelsOf(by.fingerprint)
      return { ...by, ...(labels ? { labels } : {}) }
    }),
    mutedBy: verdict?.mutedBy ?? [],
    integrations: detail.integrations.map(({ target, reason: why }) => ({ target, reason: why })),
  }
}

function silenceAt(id: string, at: number, versions: readonly Silence[]): SilenceWhy {
  const own = versions.filter((silence) => silence.id === id)
  const then = own.findLast(({ updatedAt }) => updatedAt <= at) ?? own[0]
  if (!then) return { id, matchers: [], startsAt: 0, endsAt: 0, createdBy: '', comment: '' }
  const { startsAt, endsAt, createdBy, comment } = then
  return { id, matchers: then.matchers.map(printMatcher), startsAt, endsAt, createdBy, comment }
}

/** A delivery as it stood then: attempts that had begun, answers that had come. */
function asOf(delivery: DeliveryView, { at, present }: Moment): DeliveryView {
  if (present) return delivery
  const { dueAt: _due, finishedAt, end, fallback, standIns, replayedAt: _replayed, ...rest } = delivery
  const attempts = delivery.attempts
    .filter(({ startedAt }) => startedAt <= at)
    .map((attempt) => attemptAsOf(attempt, at))
  const finished = finishedAt !== undefined && finishedAt <= at
  return {
    ...rest,
    attempts,
    state: finished ? delivery.state : openState(attempts),
    ...(finished
      ? { finishedAt, ...(end && { end }), ...(fallback && { fallback }), ...(standIns && { standIns }) }
      : {}),
  }
}

function attemptAsOf(attempt: AttemptView, at: number): AttemptView {
  if (attempt.finishedAt !== undefined && attempt.finishedAt <= at) return attempt
  return { n: attempt.n, startedAt: attempt.startedAt, outcome: 'sending', code: '', reason: '' }
}

function openState(attempts: readonly AttemptView[]): DeliveryState {
  const last = attempts.at(-1)
  if (!last) return 'waiting'
  return last.finishedAt === undefined ? 'sending' : 'retrying'
}
