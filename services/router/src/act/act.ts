/** What one may do about a message: acknowledge its episode, or silence its group. One verb for links, cards, console and command line. */
import { OperatorError } from '@tocsin/kit'
import { printMatchers } from '@tocsin/rules'
import type { NewDelivery } from '../decide/decide.ts'
import type { Silences } from '../intake/silences.ts'
import { audienceOf } from '../loop/climb.ts'
import { detailOf, type LookContext, look, type OwedContext, owed } from '../loop/owed.ts'
import type { Turns } from '../loop/turns.ts'
import { type Silence, silenceState } from '../model/silence.ts'
import type { GroupInHand, News } from '../store/episode-port.ts'
import type { RouterStore } from '../store/port.ts'
import { SAME_WISH_MS, SILENCED_FOR_MS, silenceMatchers } from './silence.ts'
import { type Purpose, readToken, type Signer } from './token.ts'

export interface Actor {
  /** As they say; a card knows it from the provider. */
  readonly name: string
  readonly via: 'link' | 'wecom' | 'console' | 'cli'
}

export type ActResult =
  | { readonly kind: 'acknowledged' | 'already'; readonly by: string; readonly at: number }
  /** `id` of the silence. */
  | { readonly kind: 'silenced'; readonly id: string; readonly until: number }
  /** What it was about has ended. */
  | { readonly kind: 'over' }
  | Refused

interface Refused {
  readonly kind: 'refused'
  readonly code: 'EXPIRED' | 'UNKNOWN'
}

/** What a link is about, for the page behind it. */
export type LinkView =
  | { readonly kind: 'valid'; readonly purpose: Purpose; readonly group: GroupInHand; readonly episodeIsOver: boolean }
  | Refused

export interface Acts {
  /** Does what the token says. A token that is not ours, or too old, tells nothing of any group. */
  perform(token: string, by: Actor, now: number): Promise<ActResult>
  /** What it would be about; changes nothing. */
  look(token: string, now: number): Promise<LinkView>
  /** Of the group's last episode; undefined: there is no such group. */
  acknowledge(
    groupId: number,
    by: Actor,
    now: number,
  ): Promise<Exclude<ActResult, Refused | { kind: 'silenced' }> | undefined>
  /** False: nobody has it. */
  takeBack(groupId: number, by: Actor, now: number): Promise<boolean>
}

export interface ActOptions {
  readonly store: Pick<RouterStore, 'instance' | 'groupInHand' | 'acknowledge' | 'takeBack'>
  readonly signer: Signer
  readonly silences: Pick<Silences, 'post'>
  /** Those in force. */
  readonly listSilences: () => Iterable<Silence>
  /** Told is what a tick may be about to write. */
  readonly inTurn: Turns
  readonly context: (
    now: number,
  ) => Pick<OwedContext, 'live' | 'externalUrl' | 'grafanaUrl' | 'heldUntil'> & Pick<LookContext, 'explain'>
  readonly wake: () => void
}

const MAX_NAME_CHARS = 64

export function createActs(options: ActOptions): Acts {
  const { store, signer, inTurn } = options

  const acknowledge = (groupId: number, episode: number | undefined, by: Actor, now: number) =>
    inTurn(async () => {
      const group = await store.groupInHand(groupId)
      if (!group) return undefined
      const wanted = { groupId, episode: episode ?? group.episode?.n ?? 0, by: nameOf(by.name), via: by.via, at: now }
      const result = await store.acknowledge({ ...wanted, news: newsOf(options, group, now) })
      options.wake()
      return result
    })

  async function silence(group: GroupInHand, by: Actor, now: number): Promise<ActResult> {
    const matchers = silenceMatchers(group.labels, group.alerts)
    const createdBy = nameOf(by.name)
    const printed = printMatchers(matchers)
    for (const known of options.listSilences()) {
      const fresh = silenceState(known, now) === 'active' && now - known.startsAt < SAME_WISH_MS
      if (fresh && known.createdBy === createdBy && printMatchers(known.matchers) === printed) {
        return { kind: 'silenced', id: known.id, until: known.endsAt }
      }
    }
    const until = now + SILENCED_FOR_MS
    const comment = `from a message (${by.via})`
    const posted = { id: undefined, matchers, startsAt: now, endsAt: until, createdBy, comment, annotations: {} }
    const result = await options.silences.post(posted)
    if (result.kind === 'refused') throw new OperatorError(result.message)
    return { kind: 'silenced', id: result.id, until }
  }

  return {
    async perform(token, by, now) {
      const read = readToken(token, signer, now)
      if (read.kind === 'refused') return read
      const { purpose, groupId, episode } = read.act
      if (purpose === 'acknowledge') return (await acknowledge(groupId, episode, by, now)) ?? { kind: 'over' }
      const group = await store.groupInHand(groupId)
      return group && isOpen(group, episode) ? silence(group, by, now) : { kind: 'over' }
    },
    async look(token, now) {
      const read = readToken(token, signer, now)
      if (read.kind === 'refused') return read
      const { purpose, groupId, episode } = read.act
      const group = await store.groupInHand(groupId)
      if (!group) return { kind: 'refused', code: 'EXPIRED' }
      return { kind: 'valid', purpose, group, episodeIsOver: !isOpen(group, episode) }
    },
    acknowledge: (groupId, by, now) => acknowledge(groupId, undefined, by, now),
    takeBack: (groupId, { name, via }, now) =>
      inTurn(async () => {
        const done = await store.takeBack({ groupId, by: nameOf(name), via, at: now })
        if (done) options.wake()
        return done
      }),
  }
}

function isOpen({ episode }: GroupInHand, n: number): boolean {
  return episode?.n === n && !episode.over
}

/** To those who were told that it fires, by a step as well, and can show who has it. While nothing of it fires any more, the end tells them enough. */
function newsOf({ store, context }: ActOptions, group: GroupInHand, now: number): News[] {
  const known = { ...context(now), store, now }
  const route = known.live.routes.get(group.routeId)
  if (!route) return []
  const looked = look(known, group.alerts, route)
  const fires = new Set(looked.filter(({ resolved }) => !resolved).map(({ alert }) => alert.fingerprint))
  return toldOf(group)
    .map(({ receiver, notify, audience, shown }) => {
      const integrations = known.live.receivers.get(receiver) ?? []
      const deliveries = integrations.flatMap(({ index, traits }): NewDelivery[] => {
        const shows = (shown.get(index) ?? []).filter((fingerprint) => fires.has(fingerprint))
        if (!traits.showsAcknowledgement || shows.length === 0) return []
        return [{ integration: index, status: 'firing', reason: 'acknowledged', shows }]
      })
      return { receiver, notify, audience, integrations, deliveries }
    })
    .filter(({ deliveries }) => deliveries.length > 0)
    .map(({ receiver, notify, audience, integrations, deliveries }, index) => {
      const revision = group.revision + index + 1
      const about = notify.length > 0 ? { notify } : {}
      return {
        ...{ receiver, revision, reason: 'acknowledged', configVersion: known.live.version },
        deliveries: owed(known, { group, receiver, route, revision, deliveries, about, audience }),
        detail: detailOf(route, looked, integrations, deliveries),
      }
    })
}

/** Who was told in this episode, and of what, by integration: the group's receiver, and those of steps. */
function toldOf({ receiver, told, called }: GroupInHand) {
  const own = Object.entries(told).map(([index, { firing }]) => [Number(index), firing] as const)
  const steps = Map.groupBy(called, (one) => JSON.stringify([one.receiver, audienceOf(one.notify)]))
  return [
    { receiver, notify: [], audience: '', shown: new Map(own) },
    ...[...steps.values()].flatMap((those) => {
      const [first] = those
      if (!first) return []
      const shown = new Map(those.map((one) => [one.integration, one.shown] as const))
      return [{ receiver: first.receiver, notify: first.notify, audience: audienceOf(first.notify), shown }]
    }),
  ]
}

/** One line of a length that every channel can show. */
function nameOf(text: string): string {
  const line = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...line].slice(0, MAX_NAME_CHARS).join('') || '?'
}
