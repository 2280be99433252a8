/** One group and its receiver for as long as a test likes: what happens to alerts, and what each integration came to believe. */
import fc from 'fast-check'
import { type Decision, decide } from '../decide.ts'
import type { IntegrationPolicy, Member, Timing, Told } from '../types.ts'

const MINUTE = 60_000
export const TIMING: Timing = {
  ...{ groupIntervalMs: 5 * MINUTE, repeatIntervalMs: 30 * MINUTE, compatibility: 'tocsin' },
}
const GROUP_WAIT_MS = MINUTE
/** Of sixty waits of forty minutes, with room for repeats and updates between the intervals. */
const MAX_LOOKS = 2_000
const chat = { updateOnChange: false, updateIntervalMs: 0, repeats: true, sendResolved: true }
export const INTEGRATIONS: readonly IntegrationPolicy[] = [
  { index: 0, traits: chat },
  { index: 1, traits: { ...chat, sendResolved: false } },
  { index: 2, traits: { updateOnChange: true, updateIntervalMs: 7 * MINUTE, repeats: false, sendResolved: true } },
  { index: 3, traits: { updateOnChange: true, updateIntervalMs: 7 * MINUTE, repeats: false, sendResolved: false } },
]

const id = fc.constantFrom('a', 'b', 'c')
/** What may happen. `moves`: an edit of the routes sends an alert another way. */
export const anyStep = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('fires' as const, 'ends' as const), id }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('silence' as const, 'unsilence' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('lines' as const, 'moves' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('night' as const, 'day' as const, 'restart' as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.constantFrom(0.5, 1, 3, 5, 12, 40) }),
  },
)
export type Step = typeof anyStep extends fc.Arbitrary<infer S> ? S : never

/** One look at the group: what was there, what was decided. */
export interface Look {
  readonly at: number
  readonly members: readonly Member[]
  readonly revisionBefore: number
  readonly decision: Decision
  /** By integration, before and after the messages of this look: fingerprints that its reader takes for firing. */
  readonly before: readonly ReadonlySet<string>[]
  readonly after: readonly ReadonlySet<string>[]
  /** By integration: when it was last told anything, and of how many lines of each alert. */
  readonly lastTold: readonly Readonly<LastTold>[]
}

export interface LastTold {
  at: number
  lines: Record<string, string>
}

export function createWorld(timing: Timing, onLook: (look: Look) => void) {
  let now = 1_000 * MINUTE
  let group: { revision: number; told: Readonly<Record<string, Told>> } = { revision: 0, told: {} }
  let nextFlushAt: number | undefined
  let night = false
  let looks = 0
  const alerts = new Map<string, { firing: boolean; lines: number }>()
  const members = new Set<string>()
  const silenced = new Set<string>()
  const believed = INTEGRATIONS.map(() => new Set<string>())
  const lastTold = INTEGRATIONS.map((): LastTold => ({ at: Number.NEGATIVE_INFINITY, lines: {} }))

  const memberOf = (fingerprint: string): Member => {
    const { firing = false, lines = 0 } = alerts.get(fingerprint) ?? {}
    return {
      fingerprint,
      resolved: !firing,
      mute: night ? 'time' : silenced.has(fingerprint) ? 'alert' : 'none',
      evidence: lines > 0 ? `${lines}/1` : '',
    }
  }

  const firing = (): string[] => [...members].filter((fingerprint) => alerts.get(fingerprint)?.firing).sort()

  function look(): void {
    const seen = [...members].sort().map(memberOf)
    // What goes another way is somebody else's from the first look without it.
    for (const one of believed) for (const gone of one) if (!members.has(gone)) one.delete(gone)
    const before = believed.map((one) => new Set(one))
    const told = lastTold.map(({ at, lines }) => ({ at, lines: { ...lines } }))
    const revisionBefore = group.revision
    const decision = decide({ ...group, members: seen }, INTEGRATIONS, timing, now)
    for (const { integration, shows } of decision.deliveries) {
      for (const member of seen.filter(({ fingerprint }) => shows.includes(fingerprint))) read(integration, member)
      const last = lastTold[integration]
      if (last) last.at = now
    }
    group = { revision: decision.revision, told: decision.told }
    nextFlushAt = decision.nextFlushAt
    for (const fingerprint of decision.leaving) {
      members.delete(fingerprint)
      // Who wants no ends is done with what has left: should it fire again, that is news.
      for (const { index, traits } of INTEGRATIONS) if (!traits.sendResolved) believed[index]?.delete(fingerprint)
    }
    onLook({
      at: now,
      members: seen,
      revisionBefore,
      decision,
      before,
      after: believed.map((one) => new Set(one)),
      lastTold: told,
    })
  }

  /** A message shows each alert as it is. */
  function read(integration: number, { fingerprint, resolved, evidence }: Member): void {
    if (resolved) believed[integration]?.delete(fingerprint)
    else believed[integration]?.add(fingerprint)
    const last = lastTold[integration]
    if (last) last.lines[fingerprint] = evidence
  }

  function wait(ms: number): void {
    const until = now + ms
    while (nextFlushAt !== undefined && nextFlushAt <= until) {
      if (looks++ > MAX_LOOKS) throw new Error('the group is looked at without end')
      now = Math.max(now, nextFlushAt)
      look()
    }
    now = until
  }

  return {
    run(step: Step): void {
      switch (step.kind) {
        case 'fires':
          alerts.set(step.id, { firing: true, lines: alerts.get(step.id)?.lines ?? 0 })
          members.add(step.id)
          nextFlushAt ??= now + GROUP_WAIT_MS
          break
        case 'ends':
          if (alerts.has(step.id)) alerts.set(step.id, { firing: false, lines: alerts.get(step.id)?.lines ?? 0 })
          break
        case 'lines': {
          const alert = alerts.get(step.id)
          if (alert?.firing) alert.lines++
          break
        }
        case 'moves':
          members.delete(step.id)
          break
        case 'silence':
          silenced.add(step.id)
          break
        case 'unsilence':
          silenced.delete(step.id)
          break
        case 'night':
          night = true
          break
        case 'day':
          // The loop looks at a group again at the end of a mute interval.
          if (night && nextFlushAt !== undefined) nextFlushAt = now
          night = false
          break
        case 'restart':
          group = JSON.parse(JSON.stringify(group)) as typeof group
          break
        case 'wait':
          wait(step.minutes * MINUTE)
          break
      }
    },
    /** Nothing is muted any more, and time enough passes for everything to be told. */
    settle(): void {
      silenced.clear()
      if (night && nextFlushAt !== undefined) nextFlushAt = now
      night = false
      wait(15 * MINUTE)
    },
    firing,
    /** Of what fires: how many there are, and how many an integration knows of. */
    lines: (): string[] => firing().map((fingerprint) => memberOf(fingerprint).evidence),
    heardLines: (integration: number): string[] =>
      firing().map((fingerprint) => lastTold[integration]?.lines[fingerprint] ?? ''),
    believed: (integration: number): string[] => [...(believed[integration] ?? [])].sort(),
  }
}
