/** Taking over: what fires elsewhere becomes known here as told, so that a first start does not announce the world again. */
import type { LiveConfig } from '../../loop/live-config.ts'
import type { Turns } from '../../loop/turns.ts'
import { type Alert, type AlertTimes, fingerprintOf } from '../../model/alert.ts'
import type { Silence } from '../../model/silence.ts'
import { groupsFor } from '../../routing/routing.ts'
import type { AdoptedAlert, RouterStore } from '../../store/port.ts'
import type { AdoptAnswer, AdoptRequest } from './contract.ts'
import { type ForeignAlert, type Read, readForeignAlert, readForeignSilence } from './parse.ts'

export interface AdoptOptions {
  readonly store: RouterStore
  readonly live: () => LiveConfig
  readonly now: () => number
  /** Told is what a tick may be about to write, and routes are what a reload changes. */
  readonly inTurn: Turns
  /** What the intake must know of alerts that did not come through it. */
  readonly onAlerts: (alerts: readonly (AlertTimes & Pick<Alert, 'fingerprint' | 'labels'>)[]) => void
  readonly onSilences: (silences: readonly Silence[]) => void
}

export async function adopt(options: AdoptOptions, request: AdoptRequest): Promise<AdoptAnswer> {
  const { store } = options
  const now = options.now()
  const { resolveTimeoutMs } = options.live().router
  const alerts = request.alerts.map((item) => readForeignAlert(item, now, resolveTimeoutMs))
  const silences = request.silences.map((item) => readForeignSilence(item, now))

  // Silences first: an alert that one of them mutes must not be told in between.
  const taken = await takeSilences(options, valuesOf(silences), now)
  const firing = valuesOf(alerts).filter(({ report }) => report.ending.kind === 'expires')
  const adopted = await options.inTurn(async () => {
    const planned = firing.map((alert) => planAdoption(alert, options.live(), now))
    const fresh = new Set(await store.adopt(planned, now))
    return planned.filter(({ alert }) => fresh.has(alert.fingerprint))
  })
  options.onAlerts(adopted.map(({ alert }) => alert))
  const told = adopted.filter(({ groups }) => groups.some((group) => group.told.length > 0)).length
  return {
    alerts: { told, untold: adopted.length - told, known: firing.length - adopted.length },
    silences: taken,
    refused: [...alerts, ...silences].flatMap((read) => (read.ok ? [] : [read.reason])),
  }
}

/** Pure. One that is muted there, or so young that its group may still wait there, was told to nobody: better twice than never. */
function planAdoption({ report, muted }: ForeignAlert, live: LiveConfig, now: number): AdoptedAlert {
  const alert: Alert = { ...report, fingerprint: fingerprintOf(report.labels), updatedAt: now }
  return {
    alert,
    groups: groupsFor(live.router.route, report.labels).map(({ route, labels, labelsFingerprint, groupKey }) => {
      const told = !muted && report.startsAt + route.groupWaitMs < now
      return {
        group: {
          ...{ routeId: route.id, receiver: route.receiver, labels, labelsFingerprint, groupKey },
          firstFlushAt: now + (told ? route.groupIntervalMs : route.groupWaitMs),
        },
        told: told ? (live.receivers.get(route.receiver) ?? []).map(({ index }) => index) : [],
      }
    }),
  }
}

async function takeSilences({ store, onSilences }: AdoptOptions, silences: readonly Silence[], now: number) {
  const known = new Set((await store.silences()).map(({ id }) => id))
  const ahead = silences.filter(({ endsAt }) => endsAt > now)
  const fresh = ahead.filter(({ id }) => !known.has(id))
  await store.saveSilences(fresh)
  onSilences(fresh)
  return { taken: fresh.length, known: ahead.length - fresh.length, over: silences.length - ahead.length }
}

function valuesOf<T>(reads: readonly Read<T>[]): T[] {
  return reads.flatMap((read) => (read.ok ? [read.value] : []))
}
