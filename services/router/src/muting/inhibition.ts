/** Alerts that hush others. Pure; times in milliseconds. Source: Alertmanager `inhibit/inhibit.go`. */
import { type InhibitRule, type Labels, matches } from '@tocsin/rules'
import { type AlertTimes, isResolved } from '../model/alert.ts'
import type { Inhibited } from '../model/verdict.ts'
import type { Target } from './silences.ts'
import { createSourceQueue, type SourceQueue } from './source-queue.ts'

export interface Inhibition {
  /** An alert was reported: to be called for each change of its state, before the next question. */
  observe(alert: Target): void
  forget(fingerprint: string): void
  /** The first rule that mutes the target, with the smallest fingerprint of its sources that fire; empty for none. */
  inhibitedBy(target: Target, timesOf: TimesOf, now: number, expiriesHeldUntil: number): Inhibited[]
}

export type TimesOf = (fingerprint: string) => AlertTimes | undefined

/** Sources with equal values of a rule's `equal` labels. Each counts for itself: one that is over hides no other (Alertmanager #5162). */
interface Peers {
  readonly oneSided: SourceQueue
  /** They match the target side as well: alerts that match both sides do not hush each other. */
  readonly twoSided: SourceQueue
}

interface Rule extends InhibitRule {
  readonly title: string
  readonly peers: Map<string, Peers>
}

export function createInhibition(rules: readonly InhibitRule[]): Inhibition {
  const all = rules.map(
    (rule, i): Rule => ({ ...rule, title: rule.name || `inhibit_rules[${i + 1}]`, peers: new Map() }),
  )
  /** Fingerprint → where it is a source. Alerts that are none are not kept. */
  const placesOf = new Map<string, readonly { rule: Rule; key: string }[]>()
  let asked = { now: Number.NEGATIVE_INFINITY, heldUntil: Number.NEGATIVE_INFINITY }

  function placesFor(labels: Labels): { rule: Rule; key: string }[] {
    return all.flatMap((rule) => (matches(rule.source, labels) ? [{ rule, key: keyOf(rule, labels) }] : []))
  }

  return {
    observe({ fingerprint, labels }) {
      const places = placesOf.get(fingerprint) ?? placesFor(labels)
      if (places.length === 0) return
      placesOf.set(fingerprint, places)
      for (const { rule, key } of places) {
        const peers = rule.peers.get(key) ?? { oneSided: createSourceQueue(), twoSided: createSourceQueue() }
        rule.peers.set(key, peers)
        const side = matches(rule.target, labels) ? peers.twoSided : peers.oneSided
        side.add(fingerprint)
      }
    },
    forget(fingerprint) {
      for (const { rule, key } of placesOf.get(fingerprint) ?? []) {
        const peers = rule.peers.get(key)
        peers?.oneSided.remove(fingerprint)
        peers?.twoSided.remove(fingerprint)
        if (peers && peers.oneSided.size + peers.twoSided.size === 0) rule.peers.delete(key)
      }
      placesOf.delete(fingerprint)
    },
    inhibitedBy({ labels }, timesOf, now, heldUntil) {
      if (now < asked.now || heldUntil > asked.heldUntil) wakeAll(all)
      asked = { now, heldUntil }
      const fires = (fingerprint: string): boolean => {
        const times = timesOf(fingerprint)
        return times !== undefined && !isResolved(times, now, heldUntil)
      }
      for (const rule of all) {
        if (!matches(rule.target, labels)) continue
        const peers = rule.peers.get(keyOf(rule, labels))
        if (!peers) continue
        const candidates = [peers.oneSided.first(fires)]
        if (!matches(rule.source, labels)) candidates.push(peers.twoSided.first(fires))
        const [fingerprint] = candidates.filter((one) => one !== undefined).sort()
        if (fingerprint !== undefined) return [{ fingerprint, rule: rule.title }]
      }
      return []
    },
  }
}

function wakeAll(rules: readonly Rule[]): void {
  for (const { peers } of rules) {
    for (const { oneSided, twoSided } of peers.values()) {
      oneSided.wakeAll()
      twoSided.wakeAll()
    }
  }
}

/** The values of the `equal` labels; a missing label is an empty one. Lengths keep `a, bc` and `ab, c` apart. */
function keyOf({ equal }: InhibitRule, labels: Labels): string {
  let key = ''
  for (const name of equal) {
    const value = Object.hasOwn(labels, name) ? (labels[name] ?? '') : ''
    key += `${value.length}:${value}`
  }
  return key
}
