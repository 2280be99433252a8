/** What the channel remembers between calls: the last card that can still be updated, and a card whose fate is not known. */
import type { ChannelState } from '../contract.ts'
import { fieldOf } from '../outcome.ts'

/** Source: path/94888: a response_code is good for 72 hours and one update. An hour less: ours may be another clock. */
const CODE_LIFE_MS = 71 * 3_600_000

interface SentCard {
  readonly responseCode: string
  readonly at: number
}

interface Sending {
  readonly key: string
  readonly tries: number
}

export interface AppState {
  readonly card: SentCard | undefined
  readonly sending: Sending | undefined
}

export function readState(state: ChannelState): AppState {
  const card = fieldOf(state, 'card')
  const sending = fieldOf(state, 'sending')
  const [responseCode, at] = [fieldOf(card, 'responseCode'), fieldOf(card, 'at')]
  const [key, tries] = [fieldOf(sending, 'key'), fieldOf(sending, 'tries')]
  return {
    card: typeof responseCode === 'string' && typeof at === 'number' ? { responseCode, at } : undefined,
    sending: typeof key === 'string' && typeof tries === 'number' ? { key, tries } : undefined,
  }
}

export function writeState({ card, sending }: AppState): ChannelState {
  return card || sending ? { ...(card ? { card } : {}), ...(sending ? { sending } : {}) } : null
}

/** Which try of this notification it is whose fate would be unknown; 1 where the earlier ones are known to have failed. */
export function tryOf({ sending }: AppState, key: string): number {
  return sending?.key === key ? sending.tries + 1 : 1
}

export function usableCard({ card }: AppState, now: number): SentCard | undefined {
  return card && now - card.at < CODE_LIFE_MS ? card : undefined
}
