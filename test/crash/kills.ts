/** When to kill, and what a kill has hit: found in the database as it lay there, and in what the receiver had taken. */
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Service } from '../support/service.ts'
import type { Receiver } from './receiver.ts'
import type { Senders } from './senders.ts'

/**
 * accepted: on disk, not yet decided on. decided: a delivery nobody has begun. sending: begun, and the receiver has not got it.
 * answered-unrecorded: the receiver has got it, and the database does not know.
 */
export const STATES = ['accepted', 'decided', 'sending', 'answered-unrecorded'] as const
export type State = (typeof STATES)[number]

export interface Kill {
  readonly at: number
  readonly hit: ReadonlySet<State>
  /** Keys of the deliveries whose call it cut off. */
  readonly cut: ReadonlySet<string>
}

export type Moment = 'random' | 'accepted' | 'decided' | 'sending' | 'answered'
export const MOMENTS: readonly Moment[] = ['accepted', 'decided', 'sending', 'answered', 'random']

/** One request of many: its commit takes so long that an answer before it would be seen. */
const BURST = 400
const RANDOM_UP_TO_MS = 900
/** More groups than one webhook may have calls at once (32), so that some have to wait. */
const HELD_GROUPS = 36

/** As `until`, without a word: there are hundreds of these. */
export async function eventually(what: string, holds: () => boolean): Promise<void> {
  const startedAt = performance.now()
  while (!holds()) {
    if (performance.now() - startedAt > 20_000) throw new Error(`waited 20 s for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Kills the router at the moment; resolves when it is gone. */
export async function killAt(
  moment: Moment,
  n: number,
  { router, receiver, senders }: { router: Service; receiver: Receiver; senders: Senders },
): Promise<void> {
  const kill = (): void => router.kill('SIGKILL')
  switch (moment) {
    case 'random':
      await new Promise((resolve) => setTimeout(resolve, Math.random() * RANDOM_UP_TO_MS))
      kill()
      break
    case 'accepted':
      await senders.burst(`Burst${n}`, BURST)
      kill()
      break
    case 'decided':
      // As many calls as one target may have are held; what is decided then has to wait.
      receiver.behave(() => 'hold')
      for (let group = 0; group < HELD_GROUPS; group++) await senders.burst(`Held${n}Group${group}`, 2)
      await eventually('calls are held', () => receiver.held() >= HELD_GROUPS / 4)
      await new Promise((resolve) => setTimeout(resolve, 300))
      kill()
      break
    case 'sending':
    case 'answered':
      receiver.arm({ moment, kill, stop: () => router.kill('SIGSTOP') })
      await senders.burst(`Deadly${n}`, 2)
  }
  await router.gone()
}

/** Looks at a copy of what the dead router left. `begun`: how many calls the receiver had taken when that router started. */
export function whatWasHit(storagePath: string, receiver: Receiver, begun: number): Pick<Kill, 'hit' | 'cut'> {
  const dir = mkdtempSync(join(tmpdir(), 'tocsin-kill-'))
  const copy = join(dir, 'router.db')
  const file = join(storagePath, 'router.db')
  copyFileSync(file, copy)
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${copy}-wal`)
  const db = new DatabaseSync(copy)
  try {
    const count = (sql: string): number => Number(db.prepare(`select count(*) as n from ${sql}`).get()?.['n'])
    const hit = new Set<State>()
    // Accepted after the last decision on a group that it is in, or in none yet.
    const undecided = count(`alert where unrouted = 1 or exists (
      select 1 from group_member join alert_group on id = group_id
      where group_member.fingerprint = alert.fingerprint and alert.accepted_at > coalesce(decided_at, 0))`)
    if (undecided > 0) hit.add('accepted')
    if (count(`delivery where state = 'waiting' and attempts = 0`) > 0) hit.add('decided')
    const cut = new Set<string>()
    const taken = new Set(receiver.accepted.slice(begun).map(({ key }) => key))
    for (const row of db.prepare(`select idempotency_key as key from delivery where state = 'sending'`).all()) {
      const key = String(row['key'])
      cut.add(key)
      hit.add(taken.has(key) ? 'answered-unrecorded' : 'sending')
    }
    return { hit, cut }
  } finally {
    db.close()
    rmSync(dir, { recursive: true })
  }
}
