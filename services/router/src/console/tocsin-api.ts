/** Our own API beside Alertmanager's: why, history, route, adopt, send-test, render. */

import { matches } from '@tocsin/rules'
import express, { type Request, type Response, Router } from 'express'
import type { Alert } from '../model/alert.ts'
import type { CalendarState } from '../oncall/state.ts'
import { type AdoptOptions, adopt } from './adopt/adopt.ts'
import type { AdoptRequest, SilencePreview } from './contract.ts'
import { type DeadLetterOptions, deadLetterPage, replay } from './dead-letters/dead-letters.ts'
import { historyPage } from './history/page.ts'
import { onCallAnswer } from './on-call/on-call.ts'
import { BadQuery, matchersIn, textIn, timeIn } from './query.ts'
import { renderReceiver } from './render/render.ts'
import { type SendTestOptions, sendTest } from './send-test/send-test.ts'
import { explain, type WhyOptions } from './why/why.ts'

/** A hundred thousand alerts of a common size. */
const MAX_ADOPTED_BYTES = '128mb'
const MAX_RENDERED_BYTES = '1mb'

export type TocsinApiOptions = WhyOptions &
  AdoptOptions &
  SendTestOptions &
  DeadLetterOptions & {
    readonly firing: () => Promise<readonly Alert[]>
    readonly calendarStates: () => readonly CalendarState[]
  }

const PREVIEWED = 50

export function tocsinApi(options: TocsinApiOptions): Router {
  const { store, now } = options
  const router = Router()
  const answer = (path: string, read: (request: Request) => Promise<unknown>): void => {
    router.get(path, async (request: Request, response: Response) => {
      response.set('Cache-Control', 'no-store')
      try {
        response.json(await read(request))
      } catch (error) {
        if (!(error instanceof BadQuery)) throw error
        response.status(400).json({ code: 400, message: error.message })
      }
    })
  }
  answer('/api/tocsin/why', async ({ query }) => {
    const at = timeIn(query, 'at')
    const [matchers, fingerprint] = [matchersIn(query), textIn(query, 'fingerprint')]
    if (matchers.length === 0 && fingerprint === undefined) {
      throw new BadQuery(`say which alert: filter=alertname="X" (may be repeated), or fingerprint=`)
    }
    return explain(options, {
      ...{ matchers, fingerprint },
      moment: { at: at ?? now(), present: at === undefined },
    })
  })
  answer('/api/tocsin/silences/preview', async ({ query }): Promise<SilencePreview> => {
    const matchers = matchersIn(query)
    const muted =
      matchers.length === 0 ? [] : (await options.firing()).filter(({ labels }) => matches(matchers, labels))
    const alerts = muted.slice(0, PREVIEWED).map(({ fingerprint, labels }) => ({ fingerprint, labels }))
    return { total: muted.length, alerts }
  })
  answer('/api/tocsin/oncall', async ({ query }) =>
    onCallAnswer(
      options.live().router.people,
      options.calendars(),
      options.calendarStates(),
      timeIn(query, 'at') ?? now(),
    ),
  )
  answer('/api/tocsin/history', ({ query }) => historyPage(store, query, now()))
  answer('/api/tocsin/dead-letters', ({ query }) => deadLetterPage(store, query))
  router.post('/api/tocsin/deliveries/:id/replay', express.json({ limit: '1kb' }), async (request, response) => {
    const { status, body } = await replay(options, String(request.params['id']), request.body)
    response.status(status).json(body)
  })
  answer('/api/tocsin/route', async ({ query }) => {
    const matchers = matchersIn(query)
    if (matchers.length === 0 || matchers.some(({ op }) => op !== '=')) {
      throw new BadQuery('write the labels of the alert as filter={name="value", …}, with "=" only')
    }
    return options.route(
      Object.fromEntries(matchers.map(({ name, value }) => [name, value])),
      timeIn(query, 'at') ?? now(),
    )
  })
  router.post('/api/tocsin/adopt', express.json({ limit: MAX_ADOPTED_BYTES }), async (request, response) => {
    // Without a JSON content type there is no body at all.
    const { alerts, silences } = (request.body ?? {}) as Partial<AdoptRequest>
    if (!Array.isArray(alerts) || !Array.isArray(silences)) {
      response.status(400).json({ code: 400, message: 'an object with "alerts" and "silences" is wanted, both lists' })
      return
    }
    response.json(await adopt(options, { alerts, silences }))
  })
  const noReceiver = (response: Response, name: string): void => {
    const known = [...options.live().receivers.keys()].join(', ')
    response.status(404).json({ code: 404, message: `there is no receiver "${name}"; receivers: ${known}` })
  }
  router.post('/api/tocsin/receivers/:name/test', async ({ params: { name } }, response) => {
    const result = await sendTest(options, name)
    if (result) response.json(result)
    else noReceiver(response, name)
  })
  router.post(
    '/api/tocsin/receivers/:name/render',
    express.json({ limit: MAX_RENDERED_BYTES }),
    (request, response) => {
      const { name } = request.params
      const rendered = renderReceiver(options, String(name), request.body)
      response.set('Cache-Control', 'no-store')
      if (rendered.kind === 'rendered') response.json(rendered.answer)
      else if (rendered.kind === 'no receiver') noReceiver(response, String(name))
      else response.status(400).json({ code: 400, message: rendered.message })
    },
  )
  return router
}
