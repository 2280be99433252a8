/**
 * Who hears it instead, when a receiver could not be reached. Pure. A firing goes to the first receiver of the chain that has
 * channels; an end goes to all of them that were told of the firing, whether or not the first receiver heard of it: who
 * knows that something fires is told when it is over.
 */
import type { ChannelTraits, Reason } from '@tocsin/channels'

/** One channel of a receiver that stands in. */
export interface StandIn {
  readonly integration: number
  readonly channel: string
  /** Named without secrets. */
  readonly target: string
  readonly limitKey: string | undefined
  readonly keepsOpening: boolean
  readonly traits: Pick<ChannelTraits, 'updateOnChange' | 'repeats' | 'sendResolved' | 'showsAcknowledgement'>
}

export interface FallbackReceiver {
  readonly receiver: string
  readonly standIns: readonly StandIn[]
}

/** What a receiver's `delivery.fallback` leads to, by the configuration in force. */
export interface FallbackPlan {
  readonly afterMs: number
  /** The fallback, its own fallback, and so on. */
  readonly chain: readonly FallbackReceiver[]
}

/**
 * `rejected`: for good, or given up. `late`: still owed, `afterMs` after its decision; it goes on being tried.
 * `sent`: of an end only.
 */
export type Failure =
  | { readonly kind: 'rejected' | 'late'; readonly code: string; readonly reason: string }
  | { readonly kind: 'sent' }

export interface Owed {
  readonly status: 'firing' | 'resolved'
  readonly reason: Reason
  /** Of the group, when it was decided on. */
  readonly revision: number
}

/** The last that a channel was told of a group, or is about to be; undefined where it heard nothing, or was not reached. */
export type Heard = (
  receiver: string,
  integration: number,
) => { readonly status: 'firing' | 'resolved'; readonly revision: number } | undefined

export interface FallbackDecision {
  /** For the record. */
  readonly reason: string
  readonly to: readonly { readonly receiver: string; readonly standIn: StandIn }[]
}

export function fallBack(owed: Owed, failure: Failure, plan: FallbackPlan, heard: Heard): FallbackDecision {
  if (owed.status === 'resolved') return endFor(owed, plan, heard)
  if (failure.kind === 'sent') return { reason: 'it arrived', to: [] }
  const first = plan.chain.find(({ standIns }) => standIns.length > 0)
  if (!first) return { reason: 'its fallback has no channels', to: [] }
  const asked = first.standIns.map((standIn) => ({
    standIn,
    no: refusal(owed, standIn, heard(first.receiver, standIn.integration)),
  }))
  const to = asked.flatMap(({ standIn, no }) => (no === undefined ? [{ receiver: first.receiver, standIn }] : []))
  if (to.length > 0) return { reason: `${first.receiver} hears it instead`, to }
  return { reason: `${first.receiver} does not hear it instead: ${asked[0]?.no}`, to }
}

/** Why a firing is no news to a channel that stands in. */
function refusal(owed: Owed, { traits }: StandIn, last: ReturnType<Heard>): string | undefined {
  if (last && last.revision > owed.revision) return 'it has newer news already'
  if (owed.reason === 'acknowledged' && !(last && traits.showsAcknowledgement)) return 'it is told of alerts only'
  if (last?.status !== 'firing') return undefined
  if (owed.reason === 'repeat interval elapsed' && !traits.repeats) return 'it knows, and wants no repeats'
  if (owed.reason === 'evidence changed' && !traits.updateOnChange) return 'it knows, and wants no updates'
  return undefined
}

function endFor(owed: Owed, { chain }: FallbackPlan, heard: Heard): FallbackDecision {
  const to = chain.flatMap(({ receiver, standIns }) =>
    standIns.flatMap((standIn) => {
      const last = heard(receiver, standIn.integration)
      const knows = last?.status === 'firing' && last.revision <= owed.revision
      return knows && standIn.traits.sendResolved ? [{ receiver, standIn }] : []
    }),
  )
  if (to.length === 0) return { reason: 'nobody was told of the firing instead', to }
  const receivers = [...new Set(to.map(({ receiver }) => receiver))]
  return { reason: `told to those who heard of the firing: ${receivers.join(', ')}`, to }
}
