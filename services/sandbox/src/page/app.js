/** The application's conversation on the phone of one member: cards whose buttons can be pressed. */
import { clock, el, linked } from './dom.js'
import { showMarkdown } from './markdown.js'
import { templateCard } from './wecom.js'
import { words } from './words.js'

const MEMBERS = ['ZhangSan', 'LiSi', 'WangWu']
let member = MEMBERS[0]
/** Task id → why its press came to nothing. */
const failed = new Map()
const pressing = new Set()

/** Whose phone it is, and what is going on: a change of it draws the phone anew. */
export function memberChoice() {
  return { member, failed: [...failed], pressing: [...pressing] }
}

/** @param state as the inbox draws it @param note draws a line between messages @param redraw after a choice or a press */
export function appMessages({ messages, app }, note, redraw) {
  if (messages.length === 0) return []
  return [choice(redraw), ...messages.flatMap((message) => items(message, app.cards, note, redraw))]
}

function choice(redraw) {
  const buttons = MEMBERS.map((name) => {
    const button = el('button', { type: 'button', 'aria-pressed': String(name === member) }, name)
    button.addEventListener('click', () => {
      member = name
      redraw()
    })
    return button
  })
  return el('div.members', { role: 'group', 'aria-label': words().phoneOf }, ...buttons)
}

function items(message, cards, note, redraw) {
  const w = words()
  if (message.status !== 'accepted') return [note(message)]
  if (!message.target.split(', ').includes(member)) return []
  if (message.action === 'update') {
    return [el('p.note', null, clock(message.receivedAt), ` ${w.updated(message.title)}`)]
  }
  const shown = el(
    'article.row',
    null,
    el(
      'div.said',
      null,
      el('p.who', null, w.appName, el('span.tag', null, w.appTag), clock(message.receivedAt)),
      el('div.bubble', null, content(message, cards, redraw)),
    ),
  )
  return message.duplicate || !message.answered ? [shown, note(message)] : [shown]
}

function content({ raw, text, taskId }, cards, redraw) {
  if (raw?.msgtype === 'markdown') return showMarkdown(text, false)
  if (raw?.msgtype !== 'template_card') return el('p.plain', null, ...links(text))
  const card = cards.find((one) => one.taskId === taskId)
  return templateCard(raw.template_card, ...buttons(raw.template_card.button_list ?? [], card, redraw))
}

/** `<a href="…">…</a>` is all that WeCom's text knows. */
function links(text) {
  const nodes = []
  let at = 0
  for (const match of text.matchAll(/<a href="(https?:\/\/[^"]*)">([^<]*)<\/a>/g)) {
    nodes.push(...linked(text.slice(at, match.index)))
    nodes.push(el('a', { href: match[1], target: '_blank', rel: 'noopener noreferrer' }, match[2]))
    at = match.index + match[0].length
  }
  return [...nodes, ...linked(text.slice(at))]
}

function buttons(list, card, redraw) {
  if (!card) return []
  const replaced = card.replaced[member]
  if (replaced !== undefined) return [el('p.pressed', null, replaced)]
  const problem = failed.get(card.taskId)
  return [
    el('div.buttons', null, ...list.map((button) => buttonOf(button, card.taskId, redraw))),
    problem && el('p.failed', { role: 'alert' }, `${words().pressFailed} · ${problem}`),
  ]
}

function buttonOf({ text, style, key }, taskId, redraw) {
  const button = el(style === 1 ? 'button.main' : 'button', { type: 'button' }, text)
  button.disabled = pressing.has(taskId)
  button.addEventListener('click', () => {
    pressing.add(taskId)
    failed.delete(taskId)
    redraw()
    press({ taskId, key, member })
      .catch((error) => failed.set(taskId, error.message))
      .finally(() => {
        pressing.delete(taskId)
        redraw()
      })
  })
  return button
}

/** What the button says then comes with the next look at the inbox. */
async function press(what) {
  const response = await fetch('/wecom-app/press', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(what),
  })
  if (response.ok) return
  const { message } = await response.json()
  throw new Error(message)
}
