/** The inbox: asks once a second, and draws again only what changed. */
import { appMessages, memberChoice } from './app.js'
import { conversations } from './mail.js'
import { note, phoneFrame } from './phone.js'
import { smsMessage } from './sms.js'
import { ticketCard } from './tickets.js'
import { voiceCall } from './voice.js'
import { wecomMessage } from './wecom.js'
import { htmlLanguage, switchLanguage, words } from './words.js'

const POLL_MS = 1000
const CHANNELS = ['wecom', 'wecom-app', 'sms', 'ticket', 'email']
/** What one phone shows beside its own: calls ring on the telephone that gets the SMS. */
const ALSO = { sms: 'voice' }
/** Those that have the newest on top; a chat has it at its end. */
const NEWEST_FIRST = ['ticket', 'email']

let inbox
const drawn = new Map()
const seen = new Map()
let tab = 'wecom'
let lost = false
let armed
const clear = document.getElementById('clear')

function draw() {
  const w = words()
  document.documentElement.lang = htmlLanguage()
  document.title = `Tocsin ${w.sandbox}`
  for (const node of document.querySelectorAll('[data-word]')) say(node, w[node.dataset.word])
  say(document.getElementById('language'), w.other)
  say(clear, armed === undefined ? w.clear : w.sure)
  drawLive()
  drawTabs()
  for (const channel of CHANNELS) drawPhone(channel)
}

/** Leaves alone what is there already: a screen reader says what changes, and a selection would be lost. */
function say(node, text) {
  if (node.textContent !== text) node.textContent = text
}

function drawPhone(channel) {
  if (!inbox) return
  const state = {
    messages: inbox.messages
      .filter((message) => message.channel === channel || message.channel === ALSO[channel])
      .reverse()
      .sort((a, b) => a.receivedAt - b.receivedAt),
    tickets: channel === 'ticket' ? inbox.tickets : [],
    app: channel === 'wecom-app' ? { cards: inbox.cards, ...memberChoice() } : null,
    counters: countsOf(channel),
    behaviour: behaviourOf(channel),
  }
  const fingerprint = htmlLanguage() + JSON.stringify(state)
  if (drawn.get(channel) === fingerprint) return
  const phone = document.querySelector(`[data-phone="${channel}"]`)
  const before = phone.querySelector('.screen')
  const first = !drawn.has(channel)
  const atEnd = !before || before.scrollHeight - before.scrollTop - before.clientHeight < 80
  const top = before?.scrollTop ?? 0
  const screen = phoneFrame(phone, channel, state, itemsOf(channel, state))
  drawn.set(channel, fingerprint)
  // A chat stays at its newest message, unless someone has scrolled up to read.
  screen.scrollTop = NEWEST_FIRST.includes(channel) ? top : first || atEnd ? screen.scrollHeight : top
}

function itemsOf(channel, state) {
  if (NEWEST_FIRST.includes(channel)) {
    const failed = state.messages.filter(isNote).slice(-3).reverse()
    const cards = channel === 'ticket' ? state.tickets.map(ticketCard) : conversations(state.messages)
    return [...failed.map(note), ...cards]
  }
  if (channel === 'wecom-app') return appMessages(state, note, () => drawPhone(channel))
  const views = { wecom: wecomMessage, sms: smsMessage, voice: voiceCall }
  const show = (message) => views[message.channel](message)
  return state.messages.flatMap((message) => {
    if (message.status !== 'accepted') return [note(message)]
    return isNote(message) ? [show(message), note(message)] : [show(message)]
  })
}

/** Of a phone: what it shows together is counted together. */
function countsOf(channel) {
  const own = inbox.counters[channel]
  const beside = inbox.counters[ALSO[channel]] ?? {}
  return Object.fromEntries(Object.entries(own).map(([name, count]) => [name, count + (beside[name] ?? 0)]))
}

/** The one that misbehaves, where one does. */
function behaviourOf(channel) {
  const own = inbox.behaviour[channel]
  return own.mode === 'ok' ? (inbox.behaviour[ALSO[channel]] ?? own) : own
}

/** Whether there is something to say about a call beside its text. */
function isNote(message) {
  return message.status !== 'accepted' || !message.answered || message.duplicate
}

function drawTabs() {
  const w = words()
  for (const button of document.querySelectorAll('[data-tab]')) {
    const channel = button.dataset.tab
    const count = inbox ? countsOf(channel).received : 0
    const chosen = channel === tab
    if (chosen || !seen.has(channel) || count < seen.get(channel)) seen.set(channel, count)
    const fresh = count - seen.get(channel)
    say(button, w[channel])
    button.setAttribute('aria-selected', String(chosen))
    if (fresh > 0) button.dataset.fresh = fresh > 99 ? '99+' : String(fresh)
    else delete button.dataset.fresh
  }
  document.body.dataset.shown = tab
}

async function ask() {
  const response = await fetch('/api/inbox', { cache: 'no-cache', signal: AbortSignal.timeout(5000) })
  if (!response.ok) throw new Error(`HTTP ${response.status}`)
  inbox = await response.json()
}

function drawLive() {
  document.querySelector('.live').classList.toggle('lost', lost)
  say(document.getElementById('live'), lost ? words().lost : words().live)
}

function poll() {
  ask()
    .then(
      () => {
        lost = false
      },
      () => {
        lost = true
      },
    )
    .then(draw)
    .catch(() => undefined)
    .finally(() => setTimeout(poll, POLL_MS))
}

document.getElementById('language').addEventListener('click', () => {
  switchLanguage()
  draw()
})

function disarm() {
  clearTimeout(armed)
  armed = undefined
  clear.classList.remove('armed')
  clear.textContent = words().clear
}
// Asks once more before it empties everything.
clear.addEventListener('click', () => {
  if (armed !== undefined) {
    disarm()
    fetch('/api/messages', { method: 'DELETE' }).catch(() => undefined)
    return
  }
  clear.classList.add('armed')
  clear.textContent = words().sure
  armed = setTimeout(disarm, 3000)
})

for (const button of document.querySelectorAll('[data-tab]')) {
  button.addEventListener('click', () => {
    tab = button.dataset.tab
    drawTabs()
    const screen = document.querySelector(`[data-phone="${tab}"] .screen`)
    if (screen && !NEWEST_FIRST.includes(tab)) screen.scrollTop = screen.scrollHeight
  })
}

draw()
poll()
