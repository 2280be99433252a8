/** What keeps an alert from being told: silences, inhibition, the clock. Pure; times in milliseconds. */
import { type Matcher, matches, mutedByTime, type TimedRoute, type TimeIntervals } from '@tocsin/rules'
import { AUDIBLE, type Verdict } from '../model/verdict.ts'
import type { Inhibition, TimesOf } from './inhibition.ts'
import type { SilenceIndex, Target } from './silences.ts'

export interface Muting {
  /** Of one alert in one route; without a route its times are left out. */
  explain(
    alert: Target,
    route: TimedRoute | undefined,
    timeIntervals: TimeIntervals,
    now: number,
    expiriesHeldUntil: number,
  ): Verdict
  /** Which of the alerts a silence with these matchers would mute. */
  preview<A extends Target>(matchers: readonly Matcher[], alerts: readonly A[]): A[]
}

export interface MutingOptions {
  readonly silences: Pick<SilenceIndex, 'silencedBy'>
  readonly inhibition: Pick<Inhibition, 'inhibitedBy'>
  /** Of any alert that is known. */
  readonly timesOf: TimesOf
}

export function createMuting({ silences, inhibition, timesOf }: MutingOptions): Muting {
  return {
    explain(alert, route, timeIntervals, now, heldUntil) {
      const silencedBy = silences.silencedBy(alert, now)
      const inhibitedBy = inhibition.inhibitedBy(alert, timesOf, now, heldUntil)
      const mutedBy = route ? mutedByTime(route, timeIntervals, now) : []
      const muted = silencedBy.length + inhibitedBy.length + mutedBy.length > 0
      return muted ? { silencedBy, inhibitedBy, mutedBy } : AUDIBLE
    },
    preview: (matchers, alerts) => alerts.filter(({ labels }) => matches(matchers, labels)),
  }
}
