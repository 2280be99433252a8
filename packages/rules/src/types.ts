/** What the rule files mean once they are parsed. Durations are milliseconds. */

export type Labels = Readonly<Record<string, string>>

export type MatchOp = '=' | '!=' | '=~' | '!~'

/** A label matcher. Regular expressions are anchored at both ends; a missing label counts as "". */
export interface Matcher {
  readonly name: string
  readonly op: MatchOp
  readonly value: string
}

/** One node of the routing tree, with everything inherited already filled in. */
export interface RouteNode {
  readonly receiver: string
  readonly matchers: readonly Matcher[]
  readonly continue: boolean
  /** `'all'` is Alertmanager's `['...']`. */
  readonly groupBy: readonly string[] | 'all'
  readonly groupWaitMs: number
  readonly groupIntervalMs: number
  readonly repeatIntervalMs: number
  /** Alertmanager's route key: `{}/{severity="critical"}`. */
  readonly key: string
  /**
   * `key` with, at each step, the order among siblings with equal matchers, so that these stay apart:
   * `{}/{severity="critical"}/0`. The identity of groups: other routes may be added, moved or taken out around it.
   */
  readonly id: string
  readonly routes: readonly RouteNode[]
}

/** One channel of a receiver: `type` is the channel's name (`wecom_robot`), `config` is what its schema gave. */
export interface Integration {
  readonly type: string
  /** Position among the receiver's integrations, all types counted in file order. */
  readonly index: number
  readonly config: unknown
}

export interface Receiver {
  readonly name: string
  readonly integrations: readonly Integration[]
}

export interface Tier {
  readonly receiver: string
  /** From the router's acceptance of the alert to the provider's acceptance of the message. */
  readonly objectiveMs: number
}

export interface RouterConfig {
  readonly resolveTimeoutMs: number
  /** The file's own tree, then the routes that the tiers add. */
  readonly route: RouteNode
  readonly receivers: readonly Receiver[]
  readonly tiers: Readonly<Record<string, Tier>>
  /** severity → tier, for alerts without a `tier` label. */
  readonly tierOfSeverity: Readonly<Record<string, string>>
}

/** One log rule: `count_over_time({selector} |= "a" or "b" [range]) > threshold`. */
export interface LogRule {
  readonly group: string
  readonly alert: string
  readonly expr: string
  readonly selector: readonly Matcher[]
  /** All filters must hold; within one, any of the texts (`|=`) or none of them (`!=`). Case-sensitive, as in LogQL. */
  readonly filters: readonly LineFilter[]
  readonly rangeMs: number
  readonly comparison: { readonly op: '>' | '>='; readonly value: number }
  readonly forMs: number
  readonly keepFiringForMs: number
  /** May hold `{{ $labels.NAME }}` and `{{ $value }}`; checked when parsed, rendered by `renderRuleTemplate`. */
  readonly labels: Labels
  readonly annotations: Labels
}

export interface LineFilter {
  readonly op: '|=' | '!='
  readonly texts: readonly string[]
}
