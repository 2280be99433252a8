import { type ListenAddress, messageOf, OperatorError, parseListenAddress } from '@tocsin/kit'

export interface Config {
  readonly listen: ListenAddress
  readonly faultsListen: ListenAddress
  /** Holds a password: never logged. */
  readonly databaseUrl: string
  readonly poolMax: number
}

/** Environment as `process.env` has it. */
export type Env = Readonly<Record<string, string | undefined>>

/** Reads the `TOCSIN_SHOP_*` variables. Throws OperatorError that names every wrong variable and what it allows. */
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
  const listen = read('TOCSIN_SHOP_LISTEN', '127.0.0.1:8081', parseListenAddress)
  const faultsListen = read('TOCSIN_SHOP_FAULTS_LISTEN', '127.0.0.1:8082', parseListenAddress)
  const databaseUrl = read('TOCSIN_SHOP_DATABASE_URL', 'postgres://shop@127.0.0.1:15432/shop', parseDatabaseUrl)
  const poolMax = read('TOCSIN_SHOP_POOL_MAX', '10', parsePoolMax)
  if (!listen || !faultsListen || !databaseUrl || !poolMax) throw new OperatorError(problems.join('\n'))
  return { listen, faultsListen, databaseUrl, poolMax }
}

/** The text is not repeated in the error: it may hold a password. */
function parseDatabaseUrl(text: string): string {
  const url = URL.parse(text)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || url.pathname.length < 2) {
    throw new OperatorError('not a PostgreSQL address; write postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  }
  return text
}

function parsePoolMax(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > 1000) {
    throw new OperatorError(`"${text}" is no pool size; write a whole number from 1 to 1000`)
  }
  return value
}
