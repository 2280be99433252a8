/** Tickets, newest first. */
import { clock, el } from './dom.js'
import { showTicketText } from './markdown.js'
import { words } from './words.js'

const SHOWN_COMMENTS = 3

/** A ticket as a card in the list. @param ticket one of `/api/inbox` */
export function ticketCard(ticket) {
  const w = words()
  const shown = ticket.comments.slice(-SHOWN_COMMENTS)
  const hidden = ticket.commentCount - shown.length
  return el(
    'article.issue',
    null,
    el('p.line', null, pill(ticket), el('span.id', null, ticket.id), clock(ticket.createdAt)),
    el('h3', null, el('a', { href: `/tickets/${encodeURIComponent(ticket.id)}` }, ticket.title)),
    ticket.body && el('p.body.clamp', null, plain(ticket.body)),
    labels(ticket),
    ticket.commentCount > 0 &&
      el(
        'div.comments',
        null,
        el('p.count', null, hidden > 0 ? w.earlier(hidden) : w.comments(ticket.commentCount)),
        ...shown.map((comment) => el('div.comment', null, clock(comment.at), el('p.clamp', null, plain(comment.text)))),
      ),
  )
}

/** A ticket as a page of its own. */
export function ticketPage(ticket) {
  const w = words()
  return [
    el('p.back', null, el('a', { href: '/' }, `← ${w.inbox}`)),
    el('p.line', null, pill(ticket), el('span.id', null, ticket.id)),
    el('h1', null, ticket.title),
    el(
      'p.when',
      null,
      `${w.openedAt} `,
      clock(ticket.createdAt),
      ticket.closedAt !== null && ` · ${w.closedAt} `,
      ticket.closedAt !== null && clock(ticket.closedAt),
      ticket.key && ` · ${w.key} `,
      ticket.key && el('code', null, ticket.key),
    ),
    labels(ticket),
    ticket.body && el('div.body', null, showTicketText(ticket.body)),
    el(
      'div.comments',
      null,
      ticket.commentCount > 0 && el('p.count', null, w.comments(ticket.commentCount)),
      ...ticket.comments.map((comment) => el('div.comment', null, clock(comment.at), showTicketText(comment.text))),
    ),
  ]
}

/** The first lines as a list shows them: without Markdown's marks and without the lines that are empty. */
function plain(text) {
  const words = text.replace(/\[([^\]]*)\]\(\S*\)/g, '$1')
  return words.replace(/^[>#]+ ?|\*\*|`/gm, '').replace(/\n{2,}/g, '\n')
}

function pill(ticket) {
  return el(`span.pill.${ticket.status}`, null, words()[ticket.status])
}

function labels(ticket) {
  return ticket.labels.length > 0 && el('p.labels', null, ...ticket.labels.map((label) => el('span', null, label)))
}
