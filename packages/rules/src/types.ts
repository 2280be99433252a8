/** What the rule files mean once they are parsed. Durations are milliseconds. */

import type { TemplateSet } from '@tocsin/template'

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
  /** Names of time intervals: inside one of these nobody is told. With `inherit_time_intervals` the parent's are among them. */
  readonly muteTimeIntervals: readonly string[]
  /** Names of time intervals: outside all of these nobody is told; empty for always. */
  readonly activeTimeIntervals: readonly string[]
  /** The route's own labels, for templates and payloads; inherited, the child's value wins. */
  readonly labels: Labels
  /** Name of an escalation policy; inherited, as receivers are. */
  readonly escalation: string | undefined
  readonly routes: readonly RouteNode[]
}

/** While an alert that matches `source` fires, those that match `target` and have equal values of all `equal` labels are muted. */
export interface InhibitRule {
  /** Empty where the file gives none. */
  readonly name: string
  readonly source: readonly Matcher[]
  readonly target: readonly Matcher[]
  readonly equal: readonly string[]
}

/** `mute`: inside a mute interval. `not-active`: outside all active intervals of the route; `interval` is then each of them. */
export interface MutedByTime {
  readonly interval: string
  readonly why: 'mute' | 'not-active'
}

/** Both ends belong to it. */
export interface NumberRange {
  readonly from: number
  readonly to: number
}

/** Fields are joined by AND, the ranges of one by OR; an empty list leaves its field open. Source: Alertmanager `timeinterval/timeinterval.go`. */
export interface TimeInterval {
  /** Minutes of the day, `from <= t < to`; 1440 is 24:00. */
  readonly times: readonly NumberRange[]
  /** 0 is Sunday. */
  readonly weekdays: readonly NumberRange[]
  /** 1 to 31, or negative from the end of the month: -1 is the last day. */
  readonly daysOfMonth: readonly NumberRange[]
  /** 1 is January. */
  readonly months: readonly NumberRange[]
  readonly years: readonly NumberRange[]
  /** An IANA zone. */
  readonly location: string
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
  /** For queries; the name is among them. */
  readonly labels: Labels
  readonly integrations: readonly Integration[]
  readonly delivery: DeliveryPolicy
  /** Names of people.yml whom its messages are for; `team` is the team of the alert's label. */
  readonly notify: readonly string[]
}

export interface Tier {
  readonly receiver: string
  /** From the router's acceptance of the alert to the provider's acceptance of the message. */
  readonly objectiveMs: number
  /** Name of an escalation policy; undefined where nobody climbs. */
  readonly escalation: string | undefined
}

export interface RouterConfig {
  readonly resolveTimeoutMs: number
  /** The file's own tree, then the routes that the tiers add. */
  readonly route: RouteNode
  readonly receivers: readonly Receiver[]
  readonly tiers: Readonly<Record<string, Tier>>
  /** severity → tier, for alerts without a `tier` label. */
  readonly tierOfSeverity: Readonly<Record<string, string>>
  readonly inhibitRules: readonly InhibitRule[]
  /** By name. */
  readonly timeIntervals: Readonly<Record<string, readonly TimeInterval[]>>
  /** `strict` is Alertmanager's behaviour also where ours is better, see docs/alertmanager.md. */
  readonly compatibility: Compatibility
  /** By name. */
  readonly escalationPolicies: Readonly<Record<string, EscalationPolicy>>
  /** Of people.yml beside router.yml; `NOBODY` without one. */
  readonly people: People
  /** Alertmanager's default templates, and those of the file's `templates`. */
  readonly templates: TemplateSet
}

export type Compatibility = 'tocsin' | 'strict'

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

/** How a receiver is delivered to: `delivery` of a receiver. */
export interface DeliveryPolicy {
  /** Calls that one of its targets may be given at once; undefined leaves it to the channel. */
  readonly concurrency: number | undefined
  /** Beside what the provider allows; undefined for no limit of its own. */
  readonly rate: { readonly limit: number; readonly windowMs: number } | undefined
  readonly retry: { readonly minMs: number; readonly maxMs: number; readonly giveUpAfterMs: number }
  /** After so many failures of a target in a row nothing is sent there for `pauseMs`, then one message tries it. */
  readonly breaker: { readonly failures: number; readonly pauseMs: number }
  /** Who hears it instead: `afterMs` after the decision, or at once where the channel refuses for good. */
  readonly fallback: { readonly receiver: string; readonly afterMs: number } | undefined
}

/** Who climbs after the route's own receiver, while nobody acknowledges. */
export interface EscalationPolicy {
  readonly name: string
  /** By `afterMs`, ascending. */
  readonly steps: readonly EscalationStep[]
  /** After the last step all steps come again, so long after it, until somebody acknowledges; undefined: once is all. */
  readonly repeatMs: number | undefined
  /** What is still not over so long after it was acknowledged counts as nobody's again, and the climb goes on. */
  readonly acknowledgedForMs: number | undefined
}

export interface EscalationStep {
  /** Since the first notification of the group. */
  readonly afterMs: number
  readonly receiver: string
  /** Names of people.yml. */
  readonly notify: readonly string[]
}

/** The ways in which people.yml can say how to address somebody; packages/channels knows the same. */
export type PersonAddressKind = 'wecom' | 'mobile' | 'email' | 'jira' | 'zentao' | 'github' | 'dingtalk' | 'feishu'

export interface Person {
  readonly name: string
  readonly displayName: string
  /** As each provider wants them; mobile numbers in E.164, e-mail addresses in lower case. */
  readonly addresses: Readonly<Partial<Record<PersonAddressKind, string>>>
  readonly language: 'zh' | 'en'
  /** An IANA zone. */
  readonly timeZone: string
  readonly quietHours: QuietHours | undefined
}

/** Minutes of the day in the person's zone, `from <= t < to`, over midnight where `to` is before `from`. */
export interface QuietHours extends NumberRange {
  /** Severities that are heard all the same, beside `critical`. */
  readonly except: readonly string[]
}

/** people.yml: names of people, teams and on-call schedules are one space of names. */
export interface People {
  readonly people: Readonly<Record<string, Person>>
  /** Team label → names of people and of on-call schedules. */
  readonly teams: Readonly<Record<string, readonly string[]>>
  readonly onCall: Readonly<Record<string, OnCallSchedule>>
}

/** Who is on call: an override, else the calendar, else the first rotation that covers the moment. */
export interface OnCallSchedule {
  readonly name: string
  /** An IANA zone. */
  readonly timeZone: string
  readonly rotations: readonly Rotation[]
  /** The later in the list goes first. */
  readonly overrides: readonly Override[]
  readonly calendar: OnCallCalendar | undefined
}

/** One after the other, each for `everyDays` days by the calendar, however long the clock makes them. */
export interface Rotation {
  readonly people: readonly string[]
  /** The first hand-over, in the schedule's local time, written as if it were UTC. Before it nobody is on call. */
  readonly startsAtLocal: number
  readonly everyDays: number
  /** Minutes of the day, `from <= t < to`, over midnight where `to` is not after `from`; undefined for the whole day. */
  readonly hours: NumberRange | undefined
  /** 0 is Sunday; of the day on which the hours begin; empty for every day. */
  readonly weekdays: readonly number[]
}

/** `from <= t < to`, milliseconds since the epoch. */
export interface Override {
  readonly person: string
  readonly from: number
  readonly to: number
}

export interface OnCallCalendar {
  /** Secret: whoever has it can read the calendar. */
  readonly url: string
  /** False where the address needs a variable or a file that is not here: there is nothing to ask. */
  readonly usable: boolean
  readonly refreshMs: number
}

/** What a calendar says: these are on call from `from` until before `to`. Milliseconds since the epoch. */
export interface CalendarShift {
  readonly people: readonly string[]
  readonly from: number
  readonly to: number
}
