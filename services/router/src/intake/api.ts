/** Alertmanager's paths: management, API v2, and what is left of API v1. Sources: `docs/management_api.md`, `api/v1_deprecation_router.go`. */
import { messageOf } from '@tocsin/kit'
import { type Response, Router } from 'express'
import { answer } from './v2/answers.ts'
import { type ApiV2Options, apiV2 } from './v2/v2.ts'

export interface ApiOptions extends ApiV2Options {
  readonly reload: () => Promise<void>
}

const V1_IS_GONE =
  'The Alertmanager v1 API was deprecated in version 0.16.0 and is removed as of version 0.27.0 - please use the equivalent route in the v2 API'

export function alertmanagerApi(options: ApiOptions): Router {
  const router = Router()
  router
    .route(['/-/healthy', '/-/ready'])
    .head((_request, response) => {
      response.end()
    })
    .get((_request, response) => {
      response.type('text/plain').send('OK')
    })
    .all(allowing('GET, HEAD, OPTIONS'))
  router
    .route('/-/reload')
    .post(async (_request, response) => {
      try {
        await options.reload()
        response.status(200).end()
      } catch (error) {
        response
          .status(500)
          .type('text/plain')
          .send(`failed to reload config: ${messageOf(error)}\n`)
      }
    })
    .all(allowing('OPTIONS, POST'))
  router.all(
    ['/api/v1/status', '/api/v1/receivers', '/api/v1/alerts', '/api/v1/silences', '/api/v1/silence/:id'],
    (_request, response) => answer(response, 410, { status: 'deprecated', error: V1_IS_GONE }),
  )
  router.use('/api/v2', apiV2(options))
  return router
}

function allowing(methods: string): (_request: unknown, response: Response) => void {
  return (_request, response) => {
    response.status(405).set('Allow', methods).type('text/plain').send('Method Not Allowed\n')
  }
}
