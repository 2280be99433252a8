/** `GET /api/tocsin/why`: who was told of an alert, who was not, and why. Times are milliseconds since the epoch. */
import type { RoutePreview } from '@tocsin/rules'
import type { DeliveryView, WordView } from '../contract.ts'

type Labels = Readonly<Record<string, string>>

export interface WhyAnswer {
  /** The moment that is explained. */
  readonly at: number
  /** Whether that is now: only then is there something to come. */
  readonly present: boolean
  /** The question, as matchers are printed. */
  readonly asked: string
  /** What was known at that moment and matches, newest change first. */
  readonly alerts: readonly AlertWhy[]
  /** How many more match than are shown. */
  readonly more: number
  /** Where a label set would go that was never seen; absent where alerts were found, or where the question gives no labels. */
  readonly wouldGo?: readonly RoutePreview[]
}

export interface AlertWhy {
  readonly fingerprint: string
  readonly labels: Labels
  readonly state: 'firing' | 'resolved' | 'expired'
  readonly startsAt: number
  /** When the last change came in. */
  readonly changedAt: number
  /** One for each route that it took. */
  readonly groups: readonly GroupWhy[]
  readonly deliveries: readonly DeliveryView[]
}

export interface GroupWhy {
  readonly groupKey: string
  readonly receiver: string
  readonly groupLabels: Labels
  /** Absent while the first look is still to come. */
  readonly decision?: DecisionWhy
  /** Who had it, in order, since it began to be told; absent where nobody did. */
  readonly words?: readonly WordView[]
  /** When the group is looked at next; absent when it has ended, and in the past. */
  readonly nextLookAt?: number
}

export interface DecisionWhy {
  readonly at: number
  readonly reason: string
  readonly configVersion?: number
  readonly silencedBy: readonly SilenceWhy[]
  readonly inhibitedBy: readonly { readonly fingerprint: string; readonly labels?: Labels; readonly rule: string }[]
  readonly mutedBy: readonly { readonly interval: string; readonly why: 'mute' | 'not-active' }[]
  readonly integrations: readonly { readonly target: string; readonly reason: string }[]
}

/** As it was when it muted. */
export interface SilenceWhy {
  readonly id: string
  readonly matchers: readonly string[]
  readonly startsAt: number
  readonly endsAt: number
  readonly createdBy: string
  readonly comment: string
}

export type { RoutePreview as RouteWhy }
