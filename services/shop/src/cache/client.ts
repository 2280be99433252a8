/** The connection to the cache: one server or a cluster, never waited for, every command bounded in time. */

import { Cluster, Redis } from 'ioredis'
import type { CacheAddress } from './address.ts'
import { reasonOf } from './health.ts'

/** What a request may add to its own duration when the cache is slow; also bounds each step of a connect. */
const COMMAND_TIMEOUT_MS = 100

/** A server that takes commands and answers none loses its connection after this, and then costs nothing any more. */
const SILENCE_MS = 500

const CONNECT_TIMEOUT_MS = 1000
const RETRY_MAX_MS = 1000

/** How soon a cluster's new layout is seen; also brings back a node that was away. */
const SLOTS_REFRESH_MS = 1000

export interface CacheClient {
  /** Undefined: nothing is there. Rejects within about 100 ms. */
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, ttlMs: number): Promise<void>
  /** Whether commands can be sent at this moment. */
  isConnected(): boolean
  /** At once; what is under way is rejected. */
  stop(): void
}

export interface CacheListeners {
  connected(): void
  /** Also after each attempt that failed. */
  closed(reason: string): void
}

/** Starts to connect, in the background, and goes on trying for ever. */
export function connectCache(address: CacheAddress, listeners: CacheListeners): CacheClient {
  const client = clientOf(address)
  let lastReason: string | undefined
  let stopped = false
  client.on('error', (error: unknown) => {
    lastReason = reasonOf(error)
  })
  client.on('ready', () => {
    lastReason = undefined
    listeners.connected()
  })
  client.on('close', () => {
    if (!stopped) listeners.closed(lastReason ?? 'the connection was closed')
    lastReason = undefined
  })
  return {
    get: async (key) => (await client.get(key)) ?? undefined,
    set: async (key, value, ttlMs) => {
      await client.set(key, value, 'PX', ttlMs)
    },
    isConnected: () => client.status === 'ready',
    stop() {
      stopped = true
      client.disconnect()
    },
  }
}

function clientOf({ nodes, username, password }: CacheAddress): Redis | Cluster {
  const connection = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    connectionName: 'shop',
    commandTimeout: COMMAND_TIMEOUT_MS,
    socketTimeout: SILENCE_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // What a lost connection left unanswered fails now: the request reads the database meanwhile.
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
  }
  const retry = (attempt: number): number => Math.min(attempt * 100, RETRY_MAX_MS)
  const [first] = nodes
  if (nodes.length === 1) {
    return new Redis({ ...connection, ...first, enableOfflineQueue: false, retryStrategy: retry })
  }
  return new Cluster([...nodes], {
    enableOfflineQueue: false,
    clusterRetryStrategy: retry,
    redisOptions: connection,
    slotsRefreshTimeout: CONNECT_TIMEOUT_MS,
    slotsRefreshInterval: SLOTS_REFRESH_MS,
    // A lost shard is told as an error at once, never waited for.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    maxRedirections: 3,
  })
}
