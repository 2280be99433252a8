/** The SMS conversation, oldest on top. */
import { clock, el, linked } from './dom.js'
import { words } from './words.js'

/** @param message one of `/api/inbox` */
export function smsMessage(message) {
  const w = words()
  return el(
    'article.row',
    null,
    el(
      'div.said',
      null,
      el('div.bubble', null, el('p.plain', null, ...linked(message.text))),
      el('p.who', null, `${w.to} ${spaced(message.target)}`, clock(message.receivedAt)),
    ),
  )
}

/** `+8613800001234` as `+86 138 0000 1234`; other numbers as they are. */
export function spaced(number) {
  const match = /^(\+86)?(1\d{2})(\d{4})(\d{4})$/.exec(number)
  if (!match) return number
  return [match[1], match[2], match[3], match[4]].filter(Boolean).join(' ')
}
