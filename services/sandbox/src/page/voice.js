/** A call, as the list of calls of a phone shows it, with what was read aloud. */
import { clock, el } from './dom.js'
import { spaced } from './sms.js'
import { words } from './words.js'

/** @param message one of `/api/inbox` */
export function voiceCall(message) {
  const w = words()
  const times = message.raw?.play_times ?? 1
  const handset = el('span.handset', { 'aria-hidden': 'true' }, '☎')
  return el(
    'article.row.call',
    null,
    el(
      'div.said',
      null,
      el(
        'div.bubble',
        null,
        el('p.ring', null, handset, ` ${w.call}`, times > 1 ? ` · ${w.readTimes(times)}` : ''),
        el('p.plain', null, message.text),
      ),
      el('p.who', null, `${w.called} ${spaced(message.target)}`, clock(message.receivedAt)),
    ),
  )
}
