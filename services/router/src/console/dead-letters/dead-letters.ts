/** What did not arrive, for those who ask; and a fresh chance for one of them. */
import type { ChannelTraits } from '@tocsin/channels'
import type { RouterStore } from '../../store/port.ts'
import type { DeadLetters, Replayed, ReplayRefusal, ReplayRequest } from '../contract.ts'
import { numberIn, textIn, timeIn } from '../query.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500

export interface DeadLetterOptions {
  readonly store: Pick<RouterStore, 'deadLetters' | 'deliveryToReplay' | 'replay'>
  /** The configuration in force, as far as it is asked for. */
  readonly live: () => { readonly receivers: ReadonlyMap<string, readonly Configured[]> }
  readonly now: () => number
  /** There is something to send. */
  readonly wake: () => void
}

interface Configured {
  readonly index: number
  readonly channel: { readonly type: string }
  readonly traits: Pick<ChannelTraits, 'rateLimit'>
  /** Named without secrets. */
  readonly target: string
}

export async function deadLetterPage(
  store: DeadLetterOptions['store'],
  query: Readonly<Record<string, unknown>>,
): Promise<DeadLetters> {
  const limit = numberIn(query, 'limit', MAX_LIMIT) ?? DEFAULT_LIMIT
  const found = await store.deadLetters({
    receiver: textIn(query, 'receiver'),
    from: timeIn(query, 'from') ?? 0,
    before: numberIn(query, 'before', Number.MAX_SAFE_INTEGER),
    limit: limit + 1,
  })
  const letters = found.slice(0, limit)
  const last = letters.at(-1)
  return { letters, ...(found.length > limit && last ? { next: last.id } : {}) }
}

type Answer =
  | { readonly status: 200; readonly body: Replayed }
  | { readonly status: 400 | 404 | 409; readonly body: ReplayRefusal }

export async function replay(options: DeadLetterOptions, id: string, asked: unknown): Promise<Answer> {
  const { store, live, now } = options
  if (!/^\d{1,15}$/.test(id)) return refuse(400, `"${id.slice(0, 20)}" is no number of a delivery`)
  const request = readRequest(asked)
  if (!request) return refuse(400, '"evenIfNewer" is true or false; nothing else may be asked')
  const deliveryId = Number(id)
  const delivery = await store.deliveryToReplay(deliveryId)
  if (!delivery) return refuse(404, `there is no delivery ${id} on record`)
  const { receiver, integration } = delivery
  if (delivery.state !== 'rejected') {
    return refuse(409, `delivery ${id} is ${delivery.state}: only what was refused or given up has a fresh chance`)
  }
  const configured = live()
    .receivers.get(receiver)
    ?.find(({ index }) => index === integration)
  if (configured?.channel.type !== delivery.channel) {
    return refuse(
      409,
      `receiver "${receiver}" has no such channel any more: the ${delivery.channel} of this delivery is gone`,
    )
  }
  const answer = await store.replay({
    ...{ deliveryId, at: now(), evenIfNewer: request.evenIfNewer ?? false },
    ...{ target: configured.target, limitKey: configured.traits.rateLimit?.key },
  })
  if (answer.kind === 'newer') {
    const { newer } = answer
    const message = `delivery ${newer.id} (${newer.status}, ${newer.state}) is newer and about the same; evenIfNewer (--even-if-newer) sends this one all the same`
    return { status: 409, body: { code: 409, message, newer } }
  }
  if (answer.kind === 'not-dead') return refuse(409, `delivery ${id} is no longer a dead letter`)
  options.wake()
  return { status: 200, body: { id: deliveryId, receiver, target: configured.target, key: answer.key } }
}

function readRequest(body: unknown): ReplayRequest | undefined {
  if (body === undefined) return {}
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  const evenIfNewer = 'evenIfNewer' in body ? body.evenIfNewer : undefined
  if (Object.keys(body).some((key) => key !== 'evenIfNewer')) return undefined
  if (evenIfNewer === undefined) return {}
  return typeof evenIfNewer === 'boolean' ? { evenIfNewer } : undefined
}

function refuse(status: 400 | 404 | 409, message: string): Answer {
  return { status, body: { code: status, message } }
}
