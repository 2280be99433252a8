/** What is added to a message at its call: who has it, and links by which one can act. Pure. */
import type { Notification } from '@tocsin/channels'
import type { ClaimableDelivery } from '../store/port.ts'
import { type Purpose, type Signer, signToken } from './token.ts'

/** A message is read within a day, or it is history. */
const LINKS_LAST_MS = 24 * 3_600_000

export type About = Pick<ClaimableDelivery, 'groupId' | 'episode'>

/** Nobody can act on a test, on what is over, or on what is older than episodes. */
export function withActions(
  notification: Notification,
  { groupId, episode }: About,
  { signer, externalUrl }: { readonly signer: Signer; readonly externalUrl: string },
  now: number,
): Notification {
  if (!episode || notification.test) return notification
  const { acknowledgement, n, over } = episode
  const link = (purpose: Purpose): string =>
    `${externalUrl}/act/${signToken({ purpose, groupId, episode: n, expiresAt: now + LINKS_LAST_MS }, signer)}`
  return {
    ...notification,
    ...(acknowledgement ? { acknowledgement: { by: acknowledgement.by, at: acknowledgement.at } } : {}),
    ...(over || notification.status === 'resolved'
      ? {}
      : { actions: { acknowledge: link('acknowledge'), silence: link('silence') } }),
  }
}
