/** What a decision is made of. */
import type { ChannelTraits } from '@tocsin/channels'
import type { Compatibility } from '@tocsin/rules'

/** An alert of the group as the decision sees it. */
export interface Member {
  readonly fingerprint: string
  readonly resolved: boolean
  /** `alert`: silenced or inhibited. `time`: the whole route is muted for now. */
  readonly mute: 'none' | 'alert' | 'time'
  /** Changes when the evidence has news (count, kinds of lines); empty for alerts without evidence. */
  readonly evidence: string
}

/** What one integration was last told about the group. */
export interface Told {
  readonly firing: readonly string[]
  readonly resolved: readonly string[]
  /** `FINGERPRINT=EVIDENCE` of each firing alert that had some, joined by commas. */
  readonly evidence: string
  readonly at: number
}

export interface IntegrationPolicy {
  readonly index: number
  readonly traits: Pick<ChannelTraits, 'updateOnChange' | 'updateIntervalMs' | 'repeats' | 'sendResolved'>
}

export interface Timing {
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  readonly compatibility: Compatibility
}
