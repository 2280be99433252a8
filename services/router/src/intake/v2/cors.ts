/** Which pages of other origins may read the API: all, with GET, POST and HEAD. Source: `github.com/rs/cors`, its defaults. */
import type { IncomingMessage, ServerResponse } from 'node:http'

const METHODS = ['GET', 'POST', 'HEAD']
const HEADERS = ['accept', 'content-type', 'x-requested-with', 'origin']
const PREFLIGHT_VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'

/** True: the request only asked whether it might, and is answered. */
export function allowOrigins({ method, headers }: IncomingMessage, response: ServerResponse): boolean {
  const { origin } = headers
  const asked = headers['access-control-request-method']
  if (method !== 'OPTIONS' || asked === undefined) {
    response.setHeader('Vary', 'Origin')
    if (origin !== undefined && METHODS.includes(method ?? '')) response.setHeader('Access-Control-Allow-Origin', '*')
    return false
  }
  response.setHeader('Vary', PREFLIGHT_VARY)
  const askedHeaders = String(headers['access-control-request-headers'] ?? '')
  const names = askedHeaders.split(',').map((name) => name.trim().toLowerCase())
  if (origin !== undefined && METHODS.includes(asked) && names.every((name) => name === '' || HEADERS.includes(name))) {
    response.setHeader('Access-Control-Allow-Origin', '*')
    response.setHeader('Access-Control-Allow-Methods', asked)
    if (askedHeaders !== '') response.setHeader('Access-Control-Allow-Headers', askedHeaders)
  }
  response.writeHead(204).end()
  return true
}
