/** The verbs on silences: planned purely, written, then in force. Edits of one silence follow one another. */
import { randomUUID } from 'node:crypto'
import { type PostedSilence, planExpiry, planSilence, type SilenceLimits } from '../muting/silence-edits.ts'
import type { SilenceIndex } from '../muting/silences.ts'
import type { RouterStore } from '../store/port.ts'

type SilencePosted =
  /** `id` is the one in force: an edit may have begun another silence. */
  | { readonly kind: 'saved'; readonly id: string }
  | { readonly kind: 'refused'; readonly code: 'invalid' | 'not-found' | 'limit'; readonly message: string }

export interface Silences {
  /** Resolves once it is on disk and in force. */
  post(posted: PostedSilence): Promise<SilencePosted>
  /** False: there is none with this id. One that has ended already stays as it is. */
  expire(id: string): Promise<boolean>
  /** Those that ended before `before` are no longer known. */
  forgetEnded(before: number): void
}

export interface SilencesOptions {
  readonly store: Pick<RouterStore, 'saveSilences'>
  readonly index: SilenceIndex
  readonly limits: SilenceLimits
  readonly now: () => number
  /** Called when something is muted from now on, or no longer. */
  readonly wake: () => void
}

export function createSilences({ store, index, limits, now, wake }: SilencesOptions): Silences {
  /** By id, the last of the edits that are on their way. */
  const lanes = new Map<string, Promise<unknown>>()
  /** New ones on their way to the disk: they count against the limit. */
  let arriving = 0

  async function inLane<T>(id: string, work: () => Promise<T>): Promise<T> {
    const before = lanes.get(id) ?? Promise.resolve()
    const mine = before.then(work, work)
    lanes.set(id, mine)
    try {
      return await mine
    } finally {
      if (lanes.get(id) === mine) lanes.delete(id)
    }
  }

  async function plan(posted: PostedSilence): Promise<SilencePosted> {
    const existing = posted.id ? index.get(posted.id) : undefined
    const kept = index.size + arriving
    const planned = planSilence(posted, existing, { now: now(), newId: randomUUID, limits, kept })
    if (planned.kind === 'refused') return planned
    const fresh = planned.silences.filter(({ version }) => version === 1).length
    arriving += fresh
    try {
      await store.saveSilences(planned.silences)
      planned.silences.forEach(index.put)
    } finally {
      arriving -= fresh
    }
    wake()
    return { kind: 'saved', id: planned.id }
  }

  return {
    post: (posted) => (posted.id ? inLane(posted.id, () => plan(posted)) : plan(posted)),
    expire: (id) =>
      inLane(id, async () => {
        const silence = index.get(id)
        if (!silence) return false
        const ended = planExpiry(silence, now())
        if (!ended) return true
        await store.saveSilences([ended])
        index.put(ended)
        wake()
        return true
      }),
    forgetEnded(before) {
      for (const { id, endsAt } of index.list()) if (endsAt < before) index.remove(id)
    },
  }
}
