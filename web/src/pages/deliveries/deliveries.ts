/** Filters and order of the deliveries page. Pure. */
import type { DeliveryState, DeliveryView } from '../../data/contract.ts'

export const filters = ['all', 'open', 'waiting', 'retrying', 'rejected', 'sent', 'superseded'] as const

export type Filter = (typeof filters)[number]

const statesOf: Readonly<Record<Exclude<Filter, 'all'>, readonly DeliveryState[]>> = {
  // Everything that no provider has accepted yet, or ever will.
  open: ['waiting', 'sending', 'retrying', 'rejected'],
  waiting: ['waiting', 'sending'],
  retrying: ['retrying'],
  rejected: ['rejected'],
  sent: ['sent'],
  superseded: ['superseded'],
}

/** From the address; anything unknown shows all. */
export const readFilter = (text: string | null): Filter => filters.find((filter) => filter === text) ?? 'all'

/** Those in the chosen states, newest first. */
export function chooseDeliveries(deliveries: readonly DeliveryView[], filter: Filter): readonly DeliveryView[] {
  const chosen = filter === 'all' ? deliveries : deliveries.filter(({ state }) => statesOf[filter].includes(state))
  return [...chosen].sort((a, b) => b.decidedAt - a.decidedAt || b.id - a.id)
}
