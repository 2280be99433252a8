/** Senders as Prometheus is one: each repeats what fires, reports what ends, and sends again what was not answered with 200. */
import { type Receiver, toldKey } from './receiver.ts'

/** One change of one alert, as a sender reported it. Times are milliseconds since the epoch. */
export interface Transition {
  readonly labels: Readonly<Record<string, string>>
  readonly status: 'firing' | 'resolved'
  readonly startsAt: number
  readonly endsAt: number
  /** A 200 came back: from then on it is the router's. */
  acknowledged: boolean
}

export interface Senders {
  readonly transitions: readonly Transition[]
  /** Without an address the router is down, and everybody waits. */
  pointTo(url: string | undefined): void
  /** So many new alerts in one request. True when it was answered with 200. */
  burst(name: string, count: number): Promise<boolean>
  /** Makes no more changes; resolves when all that were made are acknowledged. */
  finish(): Promise<void>
}

const SENDERS = 3
const GROUPS_EACH = 4
const ALERTS_EACH_GROUP = 5
const PAUSE_MS = 40
const CHANGES = 4
const LIVES_MS = 3_600_000

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export function startSenders(receiver: Receiver): Senders {
  const transitions: Transition[] = []
  let url: string | undefined
  let finishing = false

  async function post(batch: readonly Transition[]): Promise<boolean> {
    const body = JSON.stringify(
      batch.map(({ labels, startsAt, status, endsAt }) => ({
        labels,
        startsAt: new Date(startsAt).toISOString(),
        // What still fires is said to last another hour, each time anew.
        endsAt: new Date(status === 'firing' ? Date.now() + LIVES_MS : endsAt).toISOString(),
      })),
    )
    try {
      const response = await fetch(`${url}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
      await response.arrayBuffer()
      if (response.status !== 200) return false
    } catch {
      return false
    }
    for (const transition of batch) transition.acknowledged = true
    return true
  }

  const isTold = ({ labels, status, startsAt }: Transition): boolean =>
    receiver.told.has(toldKey(labels, status, startsAt))

  /** The next change of an alert whose last one has been told: so each change has to be told, and none may stand for another. */
  function next(labels: Readonly<Record<string, string>>, last: Transition | undefined): Transition | undefined {
    const now = Date.now()
    if (!last || last.status === 'resolved') {
      return last && (!isTold(last) || last.endsAt >= now)
        ? undefined
        : { labels, status: 'firing', startsAt: now, endsAt: 0, acknowledged: false }
    }
    if (!isTold(last) || last.startsAt >= now) return undefined
    return { labels, status: 'resolved', startsAt: last.startsAt, endsAt: now, acknowledged: false }
  }

  async function send(sender: number): Promise<void> {
    const last = new Map<string, Transition | undefined>()
    const alerts = Array.from({ length: GROUPS_EACH * ALERTS_EACH_GROUP }, (_, n) => ({
      alertname: `Sender${sender}Group${n % GROUPS_EACH}`,
      n: String(n),
    }))
    for (;;) {
      await sleep(PAUSE_MS * (0.5 + Math.random()))
      const unanswered = [...last.values()].filter((transition) => transition !== undefined && !transition.acknowledged)
      if (finishing && unanswered.length === 0) return
      if (url === undefined) continue
      const changes = finishing
        ? []
        : shuffled(alerts)
            .slice(0, CHANGES)
            .flatMap((labels): Transition[] => {
              const before = last.get(labels.n)
              const change = before && !before.acknowledged ? undefined : next(labels, before)
              if (!change) return []
              last.set(labels.n, change)
              transitions.push(change)
              return [change]
            })
      const repeats = [...last.values()].flatMap((transition) => (transition?.status === 'firing' ? [transition] : []))
      await post([...new Set([...changes, ...unanswered.flatMap((one) => one ?? []), ...repeats.slice(0, CHANGES)])])
    }
  }

  const running = Promise.all(Array.from({ length: SENDERS }, (_, sender) => send(sender)))
  const bursts: Transition[] = []
  return {
    transitions,
    pointTo: (address) => {
      url = address
    },
    async burst(name, count) {
      const startsAt = Date.now()
      const batch = Array.from(
        { length: count },
        (_, n): Transition => ({
          labels: { alertname: name, n: String(n) },
          status: 'firing',
          startsAt,
          endsAt: 0,
          acknowledged: false,
        }),
      )
      transitions.push(...batch)
      bursts.push(...batch)
      return post(batch)
    },
    async finish() {
      finishing = true
      await running
      // A burst that was cut off by its kill is nobody's yet, as with any sender that gives up.
      const unanswered = bursts.filter(({ acknowledged }) => !acknowledged)
      if (unanswered.length > 0 && !(await post(unanswered))) throw new Error('the last report was not answered')
    },
  }
}

function shuffled<T>(values: readonly T[]): T[] {
  return values
    .map((value) => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value)
}
