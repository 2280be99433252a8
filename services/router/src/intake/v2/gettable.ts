/** Alerts and silences as the API shows them. Pure. Source: Alertmanager `api/v2/compat.go`; times always with milliseconds. */
import type { Alert } from '../../model/alert.ts'
import { type Silence, silenceState } from '../../model/silence.ts'
import type { Verdict } from '../../model/verdict.ts'

type Muted = Pick<Verdict, 'silencedBy' | 'inhibitedBy'>

/** `mutedBy`: names of the time intervals that mute the route; of groups only. */
export function gettableAlert(
  { annotations, ending, fingerprint, startsAt, updatedAt, generatorUrl, labels }: Alert,
  receivers: readonly string[],
  { silencedBy, inhibitedBy }: Muted,
  mutedBy: readonly string[],
): unknown {
  const muted = silencedBy.length + inhibitedBy.length + mutedBy.length > 0
  return {
    annotations,
    endsAt: time(ending.at),
    fingerprint,
    receivers: receivers.map((name) => ({ name })),
    startsAt: time(startsAt),
    status: {
      inhibitedBy: inhibitedBy.map((one) => one.fingerprint),
      mutedBy,
      silencedBy,
      state: muted ? 'suppressed' : 'active',
    },
    updatedAt: time(updatedAt),
    ...(generatorUrl ? { generatorURL: generatorUrl } : {}),
    labels,
  }
}

export function gettableSilence(silence: Silence, now: number): unknown {
  const { id, matchers, startsAt, endsAt, updatedAt, createdBy, comment, annotations } = silence
  return {
    id,
    status: { state: silenceState(silence, now) },
    updatedAt: time(updatedAt),
    ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    comment,
    createdBy,
    endsAt: time(endsAt),
    matchers: matchers.map(({ name, op, value }) => ({
      isEqual: op === '=' || op === '=~',
      isRegex: op === '=~' || op === '!~',
      name,
      value,
    })),
    startsAt: time(startsAt),
  }
}

function time(at: number): string {
  return new Date(at).toISOString()
}
