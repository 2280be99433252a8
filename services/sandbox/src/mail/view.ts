import { Router } from 'express'
import { RequestError } from '../errors.ts'
import type { Inbox } from '../inbox/inbox.ts'
import type { Mail } from './parse.ts'

/**
 * Whatever a mail says, it can run nothing, load nothing, send nothing and not be framed elsewhere. Same origin, so that the
 * inbox can see how tall it is: without scripts there is nobody inside who could use that.
 */
const POLICY = [
  "default-src 'none'",
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ')

/** `GET /mail/ID`: the HTML of a mail as it came, to be framed by the inbox page; its links open beside it. */
export function createMailView(inbox: Inbox): Router {
  const router = Router()
  router.get('/mail/:id', (request, response) => {
    const message = inbox.list('email').find(({ id }) => id === request.params.id)
    const html = isMail(message?.raw) ? message.raw.html : ''
    if (html === '') throw new RequestError('NOT_FOUND', `there is no mail ${request.params.id} with HTML`)
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'private, max-age=3600',
    })
    response.type('html').send(withTarget(html))
  })
  return router
}

function isMail(raw: unknown): raw is Mail {
  return typeof raw === 'object' && raw !== null && 'html' in raw && typeof raw.html === 'string'
}

/** Else a link would replace the mail inside its frame. */
function withTarget(html: string): string {
  const base = '<base target="_blank">'
  return /<head\b[^>]*>/i.test(html) ? html.replace(/<head\b[^>]*>/i, (head) => head + base) : base + html
}
