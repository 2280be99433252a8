/**
 * `/act/TOKEN`: GET shows what the link is about and a button, POST acts. Chat clients open links by themselves, so a GET changes
 * nothing. The token is the proof of who may: no cookie takes part, so that another site has nothing to ride on.
 */
import { readFile } from 'node:fs/promises'
import { type Logger, messageOf } from '@tocsin/kit'
import express, { type NextFunction, type Request, type Response, Router } from 'express'
import type { Attempts } from '../web/attempts.ts'
import type { ActResult, Acts, LinkView } from './act.ts'
import { askPage, deadPage, type Reader, toldPage } from './page.ts'
import { LANGUAGES } from './words.ts'

export interface ActPagesOptions {
  readonly acts: Pick<Acts, 'perform' | 'look'>
  readonly attempts: Attempts
  /** Names of people that the field offers. */
  readonly names: () => readonly string[]
  readonly now: () => number
  readonly timeZone: string
  readonly log: Logger
}

const CSP =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
const MAX_FORM_BYTES = 4_096

export function actPages({ acts, attempts, names, now, timeZone, log }: ActPagesOptions): Router {
  const router = Router({ strict: true })
  const readerOf = (request: Request): Reader => {
    const preferred = request.acceptsLanguages(...LANGUAGES)
    return { timeZone, language: LANGUAGES.find((language) => language === preferred) ?? 'en' }
  }
  const addressOf = (request: Request): string => request.socket.remoteAddress ?? ''
  const html = (response: Response, status: number, text: string): void => {
    response.status(status).type('html').send(text)
  }
  const refused = (request: Request, response: Response, code: 'EXPIRED' | 'UNKNOWN'): void => {
    if (code === 'UNKNOWN') attempts.failed(addressOf(request), now())
    html(
      response,
      code === 'EXPIRED' ? 410 : 404,
      deadPage(code === 'EXPIRED' ? 'expired' : 'unknown', readerOf(request)),
    )
  }

  router.use('/act/', (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': CSP,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'X-Robots-Tag': 'noindex',
    })
    response.vary('Accept-Language')
    next()
  })
  for (const [file, type] of [
    ['act.css', 'css'],
    ['act.js', 'js'],
  ] as const) {
    router.get(`/act/${file}`, async (_request, response) => {
      response.set('Cache-Control', 'no-cache').type(type)
      response.send(await readFile(new URL(file, import.meta.url)))
    })
  }
  router.use('/act/:token', (request, response, next) => {
    const waitMs = attempts.waitMs(addressOf(request), now())
    if (waitMs === 0) {
      next()
      return
    }
    response.set('Retry-After', String(Math.ceil(waitMs / 1_000)))
    html(response, 429, deadPage('limited', readerOf(request)))
  })
  router.get('/act/:token', async (request, response) => {
    const view = await acts.look(request.params.token, now())
    if (view.kind === 'refused') refused(request, response, view.code)
    else html(response, 200, pageOf(view, readerOf(request), { names: names(), nameMissing: false }))
  })
  router.post(
    '/act/:token',
    (request, response, next) => {
      const site = request.headers['sec-fetch-site']
      // Browsers that say it say it truly; the others are held off by the token, which no other site knows.
      if (site === undefined || site === 'same-origin' || site === 'none') next()
      else html(response, 403, deadPage('crossSite', readerOf(request)))
    },
    express.urlencoded({ extended: false, limit: MAX_FORM_BYTES, parameterLimit: 10 }),
    async (request, response) => {
      const { token = '' } = request.params
      const reader = readerOf(request)
      const view = await acts.look(token, now())
      const name = nameIn(request.body)
      if (view.kind === 'refused') refused(request, response, view.code)
      else if (name === '' && !view.episodeIsOver) {
        html(response, 400, pageOf(view, reader, { names: names(), nameMissing: true }))
      } else answer(request, response, await acts.perform(token, { name, via: 'link' }, now()), view)
    },
  )
  // Not as other failures, whose path goes into the log.
  router.use('/act/', (error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) {
      next(error)
      return
    }
    log.error({ reason: messageOf(error) }, 'a link could not be followed')
    html(response, 503, deadPage('failed', readerOf(request)))
  })

  function answer(request: Request, response: Response, result: ActResult, view: LinkView & { kind: 'valid' }): void {
    const reader = readerOf(request)
    switch (result.kind) {
      case 'refused':
        refused(request, response, result.code)
        break
      case 'over':
        html(response, 200, deadPage('over', reader))
        break
      default:
        html(response, 200, toldPage(result, view.group, reader))
    }
  }
  return router
}

function pageOf(
  { purpose, group, episodeIsOver }: LinkView & { kind: 'valid' },
  reader: Reader,
  asking: Parameters<typeof askPage>[3],
): string {
  if (episodeIsOver) return deadPage('over', reader)
  const has = group.episode?.acknowledgement
  if (purpose === 'acknowledge' && has) return toldPage({ kind: 'already', by: has.by, at: has.at }, group, reader)
  return askPage(purpose, group, reader, asking)
}

function nameIn(body: unknown): string {
  const name = typeof body === 'object' && body !== null && 'name' in body ? body.name : ''
  return typeof name === 'string' ? name.trim() : ''
}
