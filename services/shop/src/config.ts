import { type Env, type ListenAddress, OperatorError, parseListenAddress, readVariables } from '@tocsin/kit'

export interface Config {
  readonly listen: ListenAddress
  readonly faultsListen: ListenAddress
  /** Holds a password: never logged. */
  readonly databaseUrl: string
  readonly poolMax: number
}

/** Reads the `TOCSIN_SHOP_*` variables. Throws OperatorError that names every wrong variable and what it allows. */
export function readConfig(env: Env): Config {
  return readVariables(env, {
    listen: { name: 'TOCSIN_SHOP_LISTEN', fallback: '127.0.0.1:8081', parse: parseListenAddress },
    faultsListen: { name: 'TOCSIN_SHOP_FAULTS_LISTEN', fallback: '127.0.0.1:8082', parse: parseListenAddress },
    databaseUrl: {
      name: 'TOCSIN_SHOP_DATABASE_URL',
      fallback: 'postgres://shop@127.0.0.1:15432/shop',
      parse: parseDatabaseUrl,
    },
    poolMax: { name: 'TOCSIN_SHOP_POOL_MAX', fallback: '10', parse: parsePoolMax },
  })
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
