import { basename } from 'node:path'
import { type RequestHandler, Router } from 'express'

/** Nothing else of this folder is served. Written as URLs so that the check for unused files follows them. */
const FILES = [
  new URL('./inbox.css', import.meta.url),
  new URL('./chat.css', import.meta.url),
  new URL('./app.css', import.meta.url),
  new URL('./tickets.css', import.meta.url),
  new URL('./mail.css', import.meta.url),
  new URL('./narrow.css', import.meta.url),
  new URL('./inbox.js', import.meta.url),
  new URL('./ticket.js', import.meta.url),
  new URL('./phone.js', import.meta.url),
  new URL('./wecom.js', import.meta.url),
  new URL('./app.js', import.meta.url),
  new URL('./sms.js', import.meta.url),
  new URL('./voice.js', import.meta.url),
  new URL('./tickets.js', import.meta.url),
  new URL('./mail.js', import.meta.url),
  new URL('./markdown.js', import.meta.url),
  new URL('./words.js', import.meta.url),
  new URL('./dom.js', import.meta.url),
]

/** Only our own files; what came from outside is set as text, so that no message can bring a script along. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  // A mail is a document of its own, with a policy of its own: see mail/view.ts.
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** Sends one file of this folder. */
export function pageFile(name: string): RequestHandler {
  return (_request, response, next) => {
    response.set({
      'Content-Security-Policy': POLICY,
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-cache',
    })
    response.sendFile(name, { root: import.meta.dirname, cacheControl: false }, (error: unknown) => {
      // A reader that left is no error.
      if (error && !response.headersSent) next(error)
    })
  }
}

/** `GET /` and the files it needs. */
export function createPageRoutes(): Router {
  const router = Router()
  router.get('/', pageFile('inbox.html'))
  for (const file of FILES) {
    const name = basename(file.pathname)
    router.get(`/${name}`, pageFile(name))
  }
  return router
}
