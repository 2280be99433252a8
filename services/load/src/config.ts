import { type Env, type ListenAddress, OperatorError, parseListenAddress, readVariables } from '@tocsin/kit'

export interface Config {
  readonly listen: ListenAddress
  /** Scheme, host and port of the shop, without a path. */
  readonly target: string
  /** Arrivals per second. */
  readonly rate: number
}

/** Reads the `TOCSIN_LOAD_*` variables. Throws OperatorError that names every wrong variable and what it allows. */
export function readConfig(env: Env): Config {
  return readVariables(env, {
    listen: { name: 'TOCSIN_LOAD_LISTEN', fallback: '127.0.0.1:8084', parse: parseListenAddress },
    target: { name: 'TOCSIN_LOAD_TARGET', fallback: 'http://127.0.0.1:8081', parse: parseTarget },
    rate: { name: 'TOCSIN_LOAD_RATE', fallback: '30', parse: parseRate },
  })
}

/** The text is not repeated in the error: it may hold a password. */
function parseTarget(text: string): string {
  const url = URL.parse(text)
  const plain = url && ['http:', 'https:'].includes(url.protocol) && url.href === `${url.origin}/`
  if (!plain) throw new OperatorError('not a target; write http://HOST:PORT, without user or path')
  return url.origin
}

function parseRate(text: string): number {
  const rate = Number(text)
  if (!/^\d+(\.\d+)?$/.test(text) || rate < 0.1 || rate > 5000) {
    throw new OperatorError(`"${text}" is no rate; write requests per second, a number from 0.1 to 5000`)
  }
  return rate
}
