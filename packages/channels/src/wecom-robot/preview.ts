import type { Preview } from '../contract.ts'
import type { Message } from './message.ts'

/** `fields.type` is the robot's `msgtype`; `fields.mentions` names those whom WeCom adds to a text. */
export function previewOf(message: Message): Preview {
  const { type } = message
  if (type === 'template_card') {
    return { format: 'card', fields: { type }, content: JSON.stringify(message.card, null, 2) }
  }
  if (type !== 'text') return { format: 'markdown', fields: { type }, content: message.content }
  const called = [...message.mentionedList, ...message.mentionedMobileList].map((one) => `@${one.replace(/^@/, '')}`)
  const mentions = called.length > 0 ? { mentions: called.join(' ') } : {}
  return { format: 'text', fields: { type, ...mentions }, content: message.content }
}
