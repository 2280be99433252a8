/** One ticket: the same address answers JSON to a script and this page to a browser. */
import { el } from './dom.js'
import { ticketPage } from './tickets.js'
import { htmlLanguage, words } from './words.js'

const POLL_MS = 2000
const sheet = document.getElementById('ticket')
let shown = ''

async function show() {
  const response = await fetch(location.pathname, { headers: { accept: 'application/json' }, cache: 'no-store' })
  const text = await response.text()
  if (text === shown) return
  shown = text
  document.documentElement.lang = htmlLanguage()
  if (!response.ok) {
    sheet.replaceChildren(
      el('p.back', null, el('a', { href: '/' }, `← ${words().inbox}`)),
      el('p.none', null, words().noTicket),
    )
    return
  }
  const ticket = JSON.parse(text)
  document.title = `${ticket.id} ${ticket.title}`
  sheet.replaceChildren(...ticketPage(ticket).filter(Boolean))
}

function poll() {
  show()
    .catch(() => undefined)
    .finally(() => setTimeout(poll, POLL_MS))
}

poll()
