/** What the store knows of episodes: who has them, and who is called while nobody does. Times are milliseconds since the epoch. */
import type { Climb } from '../decide/escalation.ts'
import type { DecisionToStore, DueGroup } from './port.ts'

/** From the first message that a group fires to the end of what was told. */
export interface Episode {
  /** From 1; of one group no number comes again. */
  readonly n: number
  readonly startedAt: number
  readonly over: boolean
  /** Who has it; absent while nobody does. */
  readonly acknowledgement?: { readonly by: string; readonly via: string; readonly at: number }
}

/** Whom a step of an escalation told. */
export interface CalledOut {
  readonly receiver: string
  readonly integration: number
  /** Names of people.yml; empty for whom the receiver names itself. */
  readonly notify: readonly string[]
  /** Fingerprints of what the message showed. */
  readonly shown: readonly string[]
}

export interface GroupInHand extends DueGroup {
  /** The last one; absent where nobody was ever told. */
  readonly episode?: Episode
  /** By steps, in this episode. */
  readonly called: readonly CalledOut[]
}

/** Something to be told, with the decision behind it; each raises the group's revision. */
export type News = Pick<DecisionToStore, 'receiver' | 'revision' | 'reason' | 'deliveries' | 'detail' | 'configVersion'>

export interface AcknowledgementToStore {
  readonly groupId: number
  readonly episode: number
  readonly by: string
  /** The way it came: `link`, `wecom`, `console`, `cli`. */
  readonly via: string
  readonly at: number
  readonly news: readonly News[]
}

/** `over`: the episode is not open, or not the group's last. */
export type Acknowledged =
  | { readonly kind: 'acknowledged' | 'already'; readonly by: string; readonly at: number }
  | { readonly kind: 'over' }

export type TakenBack = Pick<AcknowledgementToStore, 'groupId' | 'by' | 'via' | 'at'>

/** To be looked at: a step is due, or something changed. */
export interface DueClimb {
  /** Its alerts are its members, and after its end what it held then. */
  readonly group: GroupInHand & { readonly episode: Episode }
  readonly policy: string
  readonly climb: Climb
}

export interface ClimbToStore {
  readonly groupId: number
  readonly episode: number
  readonly at: number
  readonly climb: Climb
  /** Undefined: when something changes. */
  readonly nextAt: number | undefined
  /** The receiver of the next step. */
  readonly nextTo: string | undefined
  readonly reason: string
  /** Whom the steps that are taken now tell, with the number of the step. */
  readonly called: readonly (CalledOut & { readonly step: number })[]
  /** The acknowledgement counts no more. */
  readonly lapsed: boolean
  readonly news: readonly News[]
}

export interface EpisodeStore {
  groupInHand(groupId: number): Promise<GroupInHand | undefined>
  /** Of one episode, once. What it tells people is owed from the same moment. */
  acknowledge(acknowledgement: AcknowledgementToStore): Promise<Acknowledged>
  /** False: nobody had the group's last episode. */
  takeBack(takenBack: TakenBack): Promise<boolean>
  /** The longest due first. */
  dueClimbs(now: number, limit: number): Promise<readonly DueClimb[]>
  saveClimb(climb: ClimbToStore): Promise<void>
}
