/**
 * How commands talk to a running router: its address by `--router.url`, who is asking by TOCSIN_ROUTER_TOKEN, or TOCSIN_ROUTER_USER
 * and TOCSIN_ROUTER_PASSWORD. A certificate of one's own is known to Node by NODE_EXTRA_CA_CERTS.
 */
import { codeOf, type Env, messageOf, OperatorError, parseBaseUrl } from '@tocsin/kit'

const DEFAULT_URL = 'http://127.0.0.1:9093'

/** For the help of commands that ask a router. */
export const ROUTER_ACCESS_HELP = `--router.url URL   the router (http://127.0.0.1:9093), with its route prefix where it has one
where it asks who is there: TOCSIN_ROUTER_TOKEN, or TOCSIN_ROUTER_USER and TOCSIN_ROUTER_PASSWORD`

/** Longer than any healthy answer, shorter than a person's patience. */
const TIMEOUT_MS = 30_000
const DOWNLOAD_TIMEOUT_MS = 3_600_000
/** Of a body that says why; more would be somebody else's page. */
const REASON_CHARS = 2_000

type Query = Readonly<Record<string, string | readonly string[] | undefined>>

export interface RouterClient {
  /** `path` from the route prefix on, e.g. `/api/v2/status`. The answer read as JSON; undefined where it has no body. */
  get(path: string, query?: Query): Promise<unknown>
  post(path: string, body: unknown): Promise<unknown>
  delete(path: string, body: unknown): Promise<unknown>
}

export interface Downloader {
  /** POST, and an answer that is too large to be held. */
  download<T>(path: string, read: (response: Response) => Promise<T>): Promise<T>
}

/**
 * All failures are OperatorErrors that say what to do: no answer, nobody or the wrong one asking, a refusal with the router's own
 * reason. None repeats what the environment holds.
 */
export function createRouterClient(options: {
  url: string | undefined
  env: Env
  timeoutMs?: number
}): RouterClient & Downloader {
  const base = readUrl(options.url ?? DEFAULT_URL)
  const who = readCredentials(options.env)
  /** `read` reads what went well. */
  const ask = async <T>(
    path: string,
    init: RequestInit,
    timeoutMs: number,
    read: (response: Response) => Promise<T>,
  ) => {
    let response: Response
    let text: string
    try {
      response = await fetch(`${base}${path}`, {
        ...init,
        headers: { accept: 'application/json', ...init.headers, ...(who ? { authorization: who } : {}) },
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.status < 300) return await read(response)
      text = await response.text()
    } catch (error) {
      if (error instanceof OperatorError) throw error
      throw new OperatorError(`no answer from the router at ${base}: ${causeOf(error)}; --router.url says where it is`)
    }
    throw new OperatorError(refusal(base, path, response, text, who !== undefined))
  }
  const call = async (path: string, init: { method: string; body?: string }): Promise<unknown> => {
    const headers = init.body === undefined ? {} : { 'content-type': 'application/json' }
    const text = await ask(path, { ...init, headers }, options.timeoutMs ?? TIMEOUT_MS, (response) => response.text())
    if (text === '') return undefined
    try {
      return JSON.parse(text)
    } catch {
      throw new OperatorError(`${base}${path} does not answer as a router does: is this its address?`)
    }
  }
  return {
    get: (path, query = {}) => call(withQuery(path, query), { method: 'GET' }),
    post: (path, body) => call(path, { method: 'POST', body: JSON.stringify(body) }),
    delete: (path, body) => call(path, { method: 'DELETE', body: JSON.stringify(body) }),
    download: (path, read) => ask(path, { method: 'POST', headers: { accept: '*/*' } }, DOWNLOAD_TIMEOUT_MS, read),
  }
}

function readUrl(text: string): string {
  if (URL.parse(text)?.username) {
    throw new OperatorError(
      '--router.url holds a user or a password, which other processes can read: use TOCSIN_ROUTER_USER and TOCSIN_ROUTER_PASSWORD',
    )
  }
  try {
    return parseBaseUrl(text)
  } catch (error) {
    throw new OperatorError(`--router.url: ${messageOf(error)}`)
  }
}

/** The Authorization header; undefined: nobody in particular. */
function readCredentials(env: Env): string | undefined {
  const token = env['TOCSIN_ROUTER_TOKEN']?.trim()
  const user = env['TOCSIN_ROUTER_USER']
  const password = env['TOCSIN_ROUTER_PASSWORD']
  if (token) {
    if (user) throw new OperatorError('TOCSIN_ROUTER_TOKEN and TOCSIN_ROUTER_USER are both set; the router takes one')
    // What a header cannot hold would be repeated by the error of fetch.
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new OperatorError('TOCSIN_ROUTER_TOKEN holds white space or characters that no token has')
    }
    return `Bearer ${token}`
  }
  if (!user) return undefined
  if (!password) throw new OperatorError('TOCSIN_ROUTER_USER is set, TOCSIN_ROUTER_PASSWORD is not')
  if (user.includes(':')) throw new OperatorError('TOCSIN_ROUTER_USER has a colon, which no user name can have')
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

function withQuery(path: string, query: Query): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    for (const one of value === undefined ? [] : [value].flat()) parameters.append(name, one)
  }
  return parameters.size === 0 ? path : `${path}?${parameters}`
}

/** fetch hides the reason in its cause. */
function causeOf(error: unknown): string {
  if (error instanceof Error && error.name === 'TimeoutError') return 'it took too long'
  const cause = error instanceof Error ? error.cause : undefined
  return codeOf(cause) ?? (cause === undefined ? messageOf(error) : messageOf(cause))
}

function refusal(base: string, path: string, response: Response, body: string, known: boolean): string {
  const { status, headers } = response
  if (status < 400)
    return `${base}${path} points to ${headers.get('location') ?? 'elsewhere'}: give that to --router.url`
  const reason = reasonOf(body)
  if (status === 401) {
    return known
      ? `the router at ${base} does not know this user or token`
      : `the router at ${base} asks who is there: set TOCSIN_ROUTER_TOKEN, or TOCSIN_ROUTER_USER and TOCSIN_ROUTER_PASSWORD`
  }
  if (status === 404 && !reason) return `${base} has no ${path}: is --router.url right, with its route prefix?`
  return `the router refused (HTTP ${status})${reason ? `: ${reason}` : ''}`
}

/** A JSON string, `{code, message}`, `{error, message}`, or plain text; a page says nothing that helps. */
function reasonOf(body: string): string {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    value = body.trimStart().startsWith('<') ? '' : body
  }
  const text = typeof value === 'object' && value !== null && 'message' in value ? value.message : value
  return typeof text === 'string' ? text.trim().slice(0, REASON_CHARS) : ''
}
