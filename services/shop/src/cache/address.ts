/** Where the cache is: one node, or the seeds of a cluster. Pure. */

import { OperatorError } from '@tocsin/kit'

interface CacheNode {
  readonly host: string
  readonly port: number
}

export interface CacheAddress {
  /** One: a single server. Several: seeds of a cluster, which names its other nodes itself. */
  readonly nodes: readonly [CacheNode, ...CacheNode[]]
  /** Never logged; undefined on both where the server asks for none. */
  readonly username: string | undefined
  readonly password: string | undefined
}

const DEFAULT_PORT = 6379

/** The text is not repeated in the error: it may hold a password. */
const MISTAKE =
  'not a cache address; write redis://HOST:PORT, or redis://HOST:PORT,HOST:PORT,… for a cluster, each with USER:PASSWORD@ before the first host when needed'

/** `redis://[[USER]:PASSWORD@]HOST[:PORT][,HOST[:PORT]…]`. Throws OperatorError, without the text, for anything else. */
export function parseCacheAddress(text: string): CacheAddress {
  const match = /^redis:\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^@/?#]+)\/?$/.exec(text)
  const [first, ...rest] = (match?.[3] ?? '').split(',').map(parseNode)
  const nodes = [first, ...rest]
  if (!first || !nodes.every((node) => node !== undefined)) throw new OperatorError(MISTAKE)
  return {
    nodes: [first, ...nodes.slice(1)],
    username: decoded(match?.[1]),
    password: decoded(match?.[2]),
  }
}

function parseNode(text: string): CacheNode | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/.exec(text)
  const port = Number(match?.[2] ?? DEFAULT_PORT)
  if (!match?.[1] || port < 1 || port > 65_535) return undefined
  return { host: match[1].replace(/^\[|\]$/g, ''), port }
}

function decoded(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined
  try {
    return decodeURIComponent(text)
  } catch {
    throw new OperatorError(MISTAKE)
  }
}
