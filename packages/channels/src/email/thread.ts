/** One thread of mails for each incident of a group: what is remembered of it, and what follows from it. Pure. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChannelState, Notification } from '../contract.ts'
import { cutUnits, oneLine } from '../text/text.ts'
import type { Language } from '../text/time.ts'
import { viewOf } from '../view.ts'

const thread = z.object({
  /** Message-ID of the first mail, which all others name. */
  root: z.string(),
  /** The title of the first mail: many clients take a changed subject for another conversation. */
  topic: z.string(),
  /** The notification that told the end. The next incident begins another thread. */
  endedBy: z.string().optional(),
})

export type Thread = z.infer<typeof thread>

const MAX_TOPIC = 160

/** The same for every try of one notification, so that a server or client may drop a repeat. */
export function messageIdOf(notification: Notification, domain: string): string {
  const { idempotencyKey } = notification
  const local = /^[A-Za-z0-9-]{1,64}$/.test(idempotencyKey)
    ? idempotencyKey
    : createHash('sha256').update(idempotencyKey).digest('hex').slice(0, 32)
  return `<tocsin-${local}@${domain}>`
}

/** The thread that this notification belongs to, as it is to be remembered before the mail is sent. */
export function threadOf(
  state: ChannelState,
  notification: Notification,
  own: { readonly messageId: string; readonly language: Language },
): Thread {
  const known = thread.safeParse(state).data
  if (notification.status === 'resolved') {
    return { ...(known ?? begun(notification, own)), endedBy: notification.idempotencyKey }
  }
  // Where nobody is told of ends (`send_resolved: false`), only the next beginning says that there was one.
  const continues = known?.endedBy === undefined && notification.reason !== 'first notification'
  return known && continues ? known : begun(notification, own)
}

function begun(
  notification: Notification,
  { messageId, language }: { readonly messageId: string; readonly language: Language },
): Thread {
  return { root: messageId, topic: cutUnits(oneLine(viewOf(notification, language).title), MAX_TOPIC) }
}
