/** Which path and method of the API goes to which handler. Source: Alertmanager `api/v2/openapi.yaml`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AlertsOptions, getAlertGroups, getAlerts } from './alerts.ts'
import { answer } from './answers.ts'
import { OPENAPI } from './openapi.ts'
import { deleteSilence, getSilence, getSilences, postSilence, type SilencesApiOptions } from './silences.ts'
import { getReceivers, getStatus, type StatusOptions } from './status.ts'

interface ApiCall {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly params: URLSearchParams
  /** Of the path; empty where it has none. */
  readonly id: string
}

type ApiHandler = (call: ApiCall) => Promise<void> | void
/** By method. */
export type ApiRoute = Readonly<Record<string, ApiHandler>>

export interface TableOptions extends AlertsOptions, SilencesApiOptions, StatusOptions {
  readonly postAlerts: (request: IncomingMessage, response: ServerResponse) => Promise<void>
}

/** By path, below `/api/v2`. */
export function apiTable(options: TableOptions): Readonly<Record<string, ApiRoute>> {
  return {
    '/alerts': {
      GET: ({ params, response }) => getAlerts(options, params, response),
      POST: ({ request, response }) => options.postAlerts(request, response),
    },
    '/alerts/groups': { GET: ({ params, response }) => getAlertGroups(options, params, response) },
    '/receivers': { GET: ({ params, response }) => getReceivers(options, params, response) },
    '/silence/{silenceID}': {
      DELETE: ({ id, response }) => deleteSilence(options, id, response),
      GET: ({ id, response }) => getSilence(options, id, response),
    },
    '/silences': {
      GET: ({ params, response }) => getSilences(options, params, response),
      POST: ({ request, response }) => postSilence(options, request, response),
    },
    '/status': { GET: ({ response }) => getStatus(options, response) },
    '/swagger.json': { GET: ({ response }) => answer(response, 200, OPENAPI) },
  }
}
