import {
  type Env,
  type ListenAddress,
  OperatorError,
  parseListenAddress,
  readSecretFile,
  readVariables,
} from '@tocsin/kit'
import { type CacheAddress, parseCacheAddress } from './cache/address.ts'

export interface Config {
  readonly listen: ListenAddress
  readonly faultsListen: ListenAddress
  /** Holds a password: never logged. */
  readonly databaseUrl: string
  readonly poolMax: number
  /** Holds a password: never logged. Undefined: the shop runs without a cache. */
  readonly cache: CacheAddress | undefined
}

/**
 * Reads the `TOCSIN_SHOP_*` variables, and the files with passwords that they name, once. Throws OperatorError that names
 * every wrong variable and what it allows; never a password.
 */
export function readConfig(env: Env): Config {
  const { databasePassword, cachePassword, databaseUrl, cache, ...rest } = readVariables(env, {
    listen: { name: 'TOCSIN_SHOP_LISTEN', fallback: '127.0.0.1:8081', parse: parseListenAddress },
    faultsListen: { name: 'TOCSIN_SHOP_FAULTS_LISTEN', fallback: '127.0.0.1:8082', parse: parseListenAddress },
    databaseUrl: {
      name: 'TOCSIN_SHOP_DATABASE_URL',
      fallback: 'postgres://shop@127.0.0.1:15432/shop',
      parse: parseDatabaseUrl,
    },
    databasePassword: { name: 'TOCSIN_SHOP_DATABASE_PASSWORD_FILE', fallback: '', parse: readSecretIfNamed },
    poolMax: { name: 'TOCSIN_SHOP_POOL_MAX', fallback: '10', parse: parsePoolMax },
    cache: { name: 'TOCSIN_SHOP_CACHE_URL', fallback: '', parse: parseCacheUrl },
    cachePassword: { name: 'TOCSIN_SHOP_CACHE_PASSWORD_FILE', fallback: '', parse: readSecretIfNamed },
  })
  if (databasePassword !== undefined) {
    if (databaseUrl.password !== '') throw twice('TOCSIN_SHOP_DATABASE_URL', 'TOCSIN_SHOP_DATABASE_PASSWORD_FILE')
    databaseUrl.password = encodeURIComponent(databasePassword)
  }
  if (cachePassword !== undefined && cache?.password !== undefined) {
    throw twice('TOCSIN_SHOP_CACHE_URL', 'TOCSIN_SHOP_CACHE_PASSWORD_FILE')
  }
  return {
    ...rest,
    databaseUrl: databaseUrl.href,
    cache: cache && cachePassword !== undefined ? { ...cache, password: cachePassword } : cache,
  }
}

/** The text is not repeated in the error: it may hold a password. */
function parseDatabaseUrl(text: string): URL {
  const url = URL.parse(text)
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || url.pathname.length < 2) {
    throw new OperatorError('not a PostgreSQL address; write postgres://USER:PASSWORD@HOST:PORT/DATABASE')
  }
  return url
}

function parseCacheUrl(text: string): CacheAddress | undefined {
  return text === '' ? undefined : parseCacheAddress(text)
}

function readSecretIfNamed(path: string): string | undefined {
  return path === '' ? undefined : readSecretFile(path)
}

function twice(url: string, file: string): OperatorError {
  return new OperatorError(`there are two passwords, in ${url} and in the file of ${file}; keep one of them`)
}

function parsePoolMax(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1 || value > 1000) {
    throw new OperatorError(`"${text}" is no pool size; write a whole number from 1 to 1000`)
  }
  return value
}
