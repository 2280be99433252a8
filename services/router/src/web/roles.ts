/** Who may do what. Pure. */

/**
 * `read`: alerts, silences, metrics, the console. `operate`: all of that, and what changes the router: silences, reload, tests of
 * receivers. `ingest`: bring in alerts and logs, and nothing else.
 */
export const ROLES = ['read', 'operate', 'ingest'] as const
export type Role = (typeof ROLES)[number]

export interface Caller {
  /** Of the user or the token. */
  readonly name: string
  readonly roles: ReadonlySet<Role>
}

/**
 * `probe`: whoever is known may ask, and anybody where probes are open. `signed`: the request carries its own proof, which the
 * room behind the path judges: a link from a message, or the callback of a provider.
 */
export type Need = Role | 'probe' | 'signed'

/** Of a request inside the route prefix; `path` without the query. What is neither read nor brought in changes something. */
export function needOf(method: string, path: string): Need {
  // express takes /API/v2/Alerts/ for the same path, and so must we.
  const plain = path.toLowerCase().replace(/\/+$/, '')
  if (plain === '/-/healthy' || plain === '/-/ready') return 'probe'
  if (plain.startsWith('/act/') || plain.startsWith('/callback/')) return 'signed'
  if (plain === '/v1/logs' || plain === '/loki/api/v1/push') return 'ingest'
  if (plain.startsWith('/webhook/')) return 'ingest'
  if (method === 'POST' && plain === '/api/v2/alerts') return 'ingest'
  // Says what would be sent, and sends nothing.
  if (method === 'POST' && /^\/api\/tocsin\/receivers\/[^/]+\/render$/.test(plain)) return 'read'
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? 'read' : 'operate'
}

export function allowed(need: Need, { roles }: Caller): boolean {
  if (need === 'signed') return true
  if (need === 'probe') return roles.size > 0
  return roles.has(need) || (need === 'read' && roles.has('operate'))
}
