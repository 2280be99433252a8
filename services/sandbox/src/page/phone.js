/** The frame of a phone: header, screen, counters; what it says while it is empty. */
import { clock, el } from './dom.js'
import { words } from './words.js'

const PUT = "-H 'content-type: application/json' \\\n  -d"
/** Without `http://`, which curl takes for granted: the columns are narrow. */
const FAULTS = '127.0.0.1:8082/faults'

const TRIES = {
  wecom: { title: 'emptyWecom', say: 'tryWecom', name: 'latency', body: '{"ms":900,"share":0.05}' },
  sms: { title: 'emptySms', say: 'trySms', name: 'pool', body: '{"hold":9}' },
  ticket: { title: 'emptyTicket', say: 'tryTicket', name: 'dbTimeout', body: '{"share":0.2}' },
}

/** Channels that no rule uses until somebody wants it, so trying one takes two steps. */
const EDITS = {
  email: {
    title: 'emptyEmail',
    say: 'tryEmail',
    after: 'thenEmail',
    tier: 'email: { receiver: mail-oncall, objective: 5m }',
    alert: {
      labels: { alertname: 'MailTest', service: 'shop', severity: 'warning', tier: 'email' },
      annotations: { summary: 'A test by mail' },
    },
  },
  'wecom-app': {
    title: 'emptyApp',
    say: 'tryApp',
    after: 'thenApp',
    tier: 'app: { receiver: wecom-app-oncall, objective: 60s }',
    alert: {
      labels: { alertname: 'CardTest', service: 'shop', severity: 'warning', tier: 'app' },
      annotations: { summary: 'A test by card', summary_zh: '卡片测试' },
    },
  },
}

const HEADS = {
  wecom: ['group', 'groupSub'],
  'wecom-app': ['app', 'appSub'],
  sms: ['sender', 'senderSub'],
  ticket: ['tracker', 'trackerSub'],
  email: ['mailbox', 'mailboxSub'],
}

/** Draws a phone anew and gives back its screen, the part that scrolls. */
export function phoneFrame(phone, channel, state, items) {
  const w = words()
  const [title, sub] = HEADS[channel]
  const screen = el(
    'div.screen',
    { tabindex: '0', 'aria-live': 'polite', 'aria-label': w[channel] },
    ...(items.length > 0 ? items : [emptyState(channel)]),
  )
  phone.replaceChildren(
    el('header', null, el('div', null, el('h2', null, w[title]), el('p', null, w[sub])), behaviour(state.behaviour)),
    screen,
    counters(state.counters),
  )
  return screen
}

function emptyState(channel) {
  const w = words()
  if (EDITS[channel]) return emptyUntilEdited(EDITS[channel])
  const { title, say, name, body } = TRIES[channel]
  return el(
    'div.empty',
    null,
    el('p.h3', null, w[title]),
    el('p', null, w[say]),
    command(`curl -X PUT \\\n  ${FAULTS}/${name} \\\n  ${PUT} '${body}'`),
    el('p', null, w.off),
    command(`curl -X DELETE \\\n  ${FAULTS}`),
  )
}

function emptyUntilEdited({ title, say, after, tier, alert: wanted }) {
  const w = words()
  const alert = JSON.stringify([wanted]).replaceAll(/([{[,])"/g, '$1 "')
  return el(
    'div.empty',
    null,
    el('p.h3', null, w[title]),
    el('p', null, w[say]),
    command(tier),
    el('p', null, w[after]),
    command(`curl 127.0.0.1:9093/api/v2/alerts \\\n  ${PUT} '${alert}'`),
  )
}

function command(text) {
  const w = words()
  const button = el('button.quiet', { type: 'button' }, w.copy)
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => {
        button.textContent = w.copied
      },
      () => undefined,
    )
  })
  // Without a secure context a browser has no clipboard.
  return el('div.command', null, el('code', null, text), navigator.clipboard ? button : null)
}

/** A line between the bubbles: what no phone shows, and what a tester wants to know. */
export function note(message) {
  const w = words()
  const mood = message.status === 'accepted' ? (message.duplicate ? 'repeat' : 'late') : 'bad'
  const said =
    message.status === 'refused'
      ? `${w.refused} · ${message.reason}`
      : message.status === 'unanswered'
        ? w.unanswered
        : [message.duplicate && w.repeat, !message.answered && w.noAnswer].filter(Boolean).join(' · ')
  return el(`p.note.${mood}`, { title: message.title }, clock(message.receivedAt), ` ${said}`)
}

function behaviour(current) {
  if (current.mode === 'ok') return null
  const w = words()
  const detail = current.errcode ?? current.code
  const parts = [detail === undefined ? current.mode : `${current.mode} ${detail}`]
  if (current.times !== undefined) parts.push(w.left(current.times))
  return el('span.behaviour', { title: w.behaving }, parts.join(' · '))
}

function counters(counts) {
  const w = words()
  const item = (name, count, mood) => el(mood ? `span.${mood}` : 'span', null, el('b', null, String(count)), ` ${name}`)
  // The first two always; the others once there is something to say.
  return el(
    'footer',
    null,
    item(w.received, counts.received),
    item(w.accepted, counts.accepted),
    counts.refused > 0 && item(w.refusedCount, counts.refused, 'bad'),
    counts.unanswered > 0 && item(w.unansweredCount, counts.unanswered, 'bad'),
    counts.duplicates > 0 && item(w.duplicates, counts.duplicates, 'repeat'),
  )
}
