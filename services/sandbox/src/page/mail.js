/** Mails as conversations, the one with the newest mail on top. A mail's HTML stays a document of its own, in a frame. */
import { clock, el, linked } from './dom.js'
import { words } from './words.js'

/** Ids of mails that someone opened or closed; the newest of each conversation is open by itself. */
const chosen = new Map()
/** Heights of frames that were measured, so that drawing again does not make the page jump. */
const heights = new Map()

const FIRST_HEIGHT = 320
const MAX_HEIGHT = 4000

/** @param messages of the channel, oldest first */
export function conversations(messages) {
  const accepted = messages.filter((message) => message.status === 'accepted')
  const threads = Map.groupBy(accepted, (message) => message.threadId ?? message.id)
  return [...threads.values()].reverse().toSorted(byNewest).map(conversation)
}

function byNewest(a, b) {
  return b.at(-1).receivedAt - a.at(-1).receivedAt
}

function conversation(mails) {
  const w = words()
  const newest = mails.at(-1)
  return el(
    'article.thread',
    null,
    el('h3', null, newest.title || '…', mails.length > 1 && el('span.count', null, w.mails(mails.length))),
    ...mails.toReversed().map((mail) => oneMail(mail, mail === newest)),
  )
}

function oneMail(mail, isNewest) {
  const w = words()
  const { raw } = mail
  const details = el(
    'details.mail',
    null,
    el('summary', null, el('span.from', null, nameOf(raw.from)), clock(mail.receivedAt)),
  )
  const fill = () => {
    if (details.childElementCount > 1) return
    const parts = [
      el('p.meta', null, `${raw.from} · ${w.mailTo} ${mail.target}`),
      !isNewest && el('p.meta', null, raw.subject),
      raw.html ? frame(mail) : el('p.plain', null, ...linked(mail.text)),
      raw.attachments.length > 0 && el('p.meta', null, `${w.attachments}: ${raw.attachments.join(', ')}`),
    ]
    details.append(...parts.filter(Boolean))
  }
  details.open = chosen.get(mail.id) ?? isNewest
  if (details.open) fill()
  details.addEventListener('toggle', () => {
    if (details.open) fill()
    if (details.open !== isNewest || chosen.has(mail.id)) chosen.set(mail.id, details.open)
  })
  return details
}

/** Without `allow-scripts` nothing in it runs; the same origin lets us see how tall it is. */
function frame(mail) {
  const node = el('iframe', {
    src: `/mail/${encodeURIComponent(mail.id)}`,
    sandbox: 'allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    title: mail.title,
    height: String(heights.get(mail.id) ?? FIRST_HEIGHT),
  })
  const fit = () => {
    // Nothing is as tall as nothing while its tab is hidden.
    const height = Math.min(node.contentDocument?.documentElement?.offsetHeight ?? 0, MAX_HEIGHT)
    if (height === 0 || node.offsetWidth === 0) return
    heights.set(mail.id, height)
    node.setAttribute('height', String(height))
  }
  node.addEventListener('load', fit)
  new ResizeObserver(fit).observe(node)
  return node
}

/** `Tocsin <tocsin@example.com>` as `Tocsin`. */
function nameOf(from) {
  return /^(.+) <[^<>]*>$/.exec(from)?.[1] ?? from
}
