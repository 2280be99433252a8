/** A decision as it is kept, so that it can be explained later without today's silences and configuration. Pure. */
import type { Reason } from '@tocsin/channels'
import { isMuted, type Verdict } from '../model/verdict.ts'
import type { NoNews } from './news.ts'

export interface DecisionDetail {
  /** Alertmanager's route key. */
  readonly routeKey: string
  readonly members: readonly DecidedMember[]
  readonly integrations: readonly DecidedIntegration[]
}

export interface DecidedMember {
  readonly fingerprint: string
  readonly resolved: boolean
  /** Absent: nothing muted it. */
  readonly verdict?: Verdict
}

interface DecidedIntegration {
  readonly integration: number
  /** Named without secrets. */
  readonly target: string
  readonly reason: Reason | NoNews
}

export function decidedMember(fingerprint: string, resolved: boolean, verdict: Verdict): DecidedMember {
  return { fingerprint, resolved, ...(isMuted(verdict) ? { verdict } : {}) }
}
