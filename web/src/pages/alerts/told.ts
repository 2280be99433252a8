/** Who was told of a group, and did it arrive: joins a group with the deliveries. Pure. */
import type { DeliveryView, GroupView } from '../../data/contract.ts'
import { labelsKey } from '../../format/labels.ts'
import { groupStart } from './groups.ts'

export type Told =
  /** The newest delivery of each target, in the order of the targets' names. */
  | { readonly kind: 'deliveries'; readonly deliveries: readonly DeliveryView[] }
  /** By configuration: the receiver has no channel. */
  | { readonly kind: 'nobody' }
  /** The group still waits for its first decision. */
  | { readonly kind: 'not-yet'; readonly nextFlushAt: number | undefined }
  /** Decided, but not among the deliveries that the router lists. */
  | { readonly kind: 'not-listed' }

/** Deliveries of an earlier time the group fired do not count: they say nothing about what is wrong now. */
export function whoWasTold(group: GroupView, deliveries: readonly DeliveryView[]): Told {
  const labels = labelsKey(group.labels)
  const start = groupStart(group) ?? 0
  const newest = new Map<string, DeliveryView>()
  for (const delivery of deliveries) {
    if (delivery.receiver !== group.receiver || delivery.decidedAt < start) continue
    if (labelsKey(delivery.groupLabels) !== labels) continue
    const known = newest.get(delivery.target)
    if (known === undefined || delivery.revision > known.revision) newest.set(delivery.target, delivery)
  }
  if (newest.size > 0) {
    return { kind: 'deliveries', deliveries: [...newest.values()].sort((a, b) => (a.target < b.target ? -1 : 1)) }
  }
  if (group.lastDecision?.reason === 'receiver without integrations') return { kind: 'nobody' }
  if (group.lastDecision === undefined || group.lastDecision.at < start) {
    return { kind: 'not-yet', nextFlushAt: group.nextFlushAt }
  }
  return { kind: 'not-listed' }
}
