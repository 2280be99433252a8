import { type ListenAddress, messageOf, OperatorError, parseListenAddress } from '@tocsin/kit'

export interface Config {
  readonly listen: ListenAddress
  /** Scheme, host and port of the shop, without a path. */
  readonly target: string
  /** Arrivals per second. */
  readonly rate: number
}

/** Environment as `process.env` has it. */
export type Env = Readonly<Record<string, string | undefined>>

/** Reads the `TOCSIN_LOAD_*` variables. Throws OperatorError that names every wrong variable and what it allows. */
export function readConfig(env: Env): Config {
  const problems: string[] = []
  const read = <T>(name: string, fallback: string, parse: (text: string) => T): T | undefined => {
    try {
      return parse(env[name] || fallback)
    } catch (error) {
      problems.push(`${name}: ${messageOf(error)}`)
      return undefined
    }
  }
  const listen = read('TOCSIN_LOAD_LISTEN', '127.0.0.1:8084', parseListenAddress)
  const target = read('TOCSIN_LOAD_TARGET', 'http://127.0.0.1:8081', parseTarget)
  const rate = read('TOCSIN_LOAD_RATE', '30', parseRate)
  if (!listen || !target || !rate) throw new OperatorError(problems.join('\n'))
  return { listen, target, rate }
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
