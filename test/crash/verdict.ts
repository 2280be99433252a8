/** What must hold when all is over, from the senders' and the receiver's own records. Pure; each breach is one line. */
import type { Kill } from './kills.ts'
import { type AcceptedCall, toldKey } from './receiver.ts'
import type { Transition } from './senders.ts'

/** A delivery as the database has it at the end. */
export interface RecordedDelivery {
  readonly key: string
  readonly group: number
  readonly id: number
  readonly state: string
  /** Calls that were given up after their whole time. */
  readonly unanswered: number
}

export interface Records {
  readonly transitions: readonly Transition[]
  readonly accepted: readonly AcceptedCall[]
  readonly kills: readonly Kill[]
  readonly deliveries: readonly RecordedDelivery[]
}

export function breaches(records: Records): string[] {
  return [
    ...lost(records),
    ...invented(records),
    ...outOfOrder(records),
    ...repeatedForNothing(records),
    ...left(records),
  ]
}

const name = ({ labels }: Pick<Transition, 'labels'>): string => `${labels['alertname']}/${labels['n']}`

/** Every change that was answered with 200 was told. */
function lost({ transitions, accepted }: Records): string[] {
  const told = toldIn(accepted)
  return transitions
    .filter((one) => one.acknowledged && !told.has(toldKey(one.labels, one.status, one.startsAt)))
    .map((one) => `lost: ${name(one)} ${one.status} since ${one.startsAt} was answered with 200 and never told`)
}

/** Nothing was told that nobody had reported: no false end, no state of another time. */
function invented({ transitions, accepted }: Records): string[] {
  const reported = new Set(transitions.map((one) => toldKey(one.labels, one.status, one.startsAt)))
  return [...toldIn(accepted)].filter((key) => !reported.has(key)).map((key) => `invented: ${key} was never reported`)
}

function toldIn(accepted: readonly AcceptedCall[]): Set<string> {
  return new Set(
    accepted.flatMap(({ alerts }) => alerts.map((one) => toldKey(one.labels, one.status, Date.parse(one.startsAt)))),
  )
}

/** The messages of a group came in the order in which they were decided. */
function outOfOrder({ accepted, deliveries }: Records): string[] {
  const byKey = new Map(deliveries.map((delivery) => [delivery.key, delivery]))
  const newest = new Map<number, number>()
  const found: string[] = []
  for (const { key } of accepted) {
    const delivery = byKey.get(key)
    if (!delivery) {
      found.push(`unknown: the database knows no delivery ${key}`)
      continue
    }
    const before = newest.get(delivery.group) ?? 0
    if (delivery.id < before)
      found.push(`out of order: delivery ${delivery.id} of group ${delivery.group} after ${before}`)
    newest.set(delivery.group, Math.max(before, delivery.id))
  }
  return found
}

/** A message that was taken comes again only when a kill cut off its call, or no answer came in time: once for each. */
function repeatedForNothing({ accepted, kills, deliveries }: Records): string[] {
  const unanswered = new Map(deliveries.map((delivery) => [delivery.key, delivery.unanswered]))
  return [...Map.groupBy(accepted, (call) => call.key)].flatMap(([key, calls]) => {
    const cut = kills.filter((kill) => kill.cut.has(key)).length
    const late = unanswered.get(key) ?? 0
    return calls.length - 1 <= cut + late
      ? []
      : [`repeated: ${key} came ${calls.length} times; ${cut} kills cut it off, ${late} calls had no answer in time`]
  })
}

/** Everything that was owed is settled. */
function left({ deliveries }: Records): string[] {
  return deliveries
    .filter(({ state }) => state !== 'sent' && state !== 'superseded')
    .map(({ id, state }) => `left: delivery ${id} is ${state}`)
}
