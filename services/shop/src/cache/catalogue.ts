/** The products, through the cache where there is one. */

import type { Logger, MetricsRegistry, Stops } from '@tocsin/kit'
import { z } from 'zod'
import type { Database } from '../database.ts'
import type { Product } from '../orders/model.ts'
import { getProduct, listProducts } from '../orders/orders.ts'
import type { CacheAddress } from './address.ts'
import { connectCache } from './client.ts'
import { createCacheMetrics } from './metrics.ts'
import { createReadThrough } from './read-through.ts'

export interface Catalogue {
  list(database: Database): Promise<readonly Product[]>
  /** Throws RequestError NOT_FOUND. */
  product(database: Database, id: number): Promise<Product>
}

/** Every request reads the database. */
export const uncachedCatalogue: Catalogue = { list: listProducts, product: getProduct }

/** A price is at most this old. Orders are priced by the database, never by this. */
const TTL_MS = 10_000

/** The version is part of each key: an older shop beside this one keeps its own values. */
const KEYS = 'shop:v1:products'

const productSchema: z.ZodType<Product> = z.object({ id: z.int(), name: z.string(), priceCents: z.int() })
const productsSchema: z.ZodType<readonly Product[]> = z.array(productSchema).readonly()

/** Starts to connect and does not wait for it. `stops` gets the end of the connection. */
export function cachedCatalogue(
  address: CacheAddress,
  options: { readonly registry: MetricsRegistry; readonly logger: Logger; readonly stops: Stops },
): Catalogue {
  const { registry, logger, stops } = options
  const client = connectCache(address, {
    connected: () => cache.sign({ kind: 'answered' }),
    closed: (reason) => cache.sign({ kind: 'closed', reason }),
  })
  stops.add('cache', () => client.stop())
  const metrics = createCacheMetrics(registry, 'products', client.isConnected)
  const cache = createReadThrough({ client, metrics, logger, ttlMs: TTL_MS })
  return {
    list: (database) =>
      cache.get({
        key: `${KEYS}:all`,
        schema: productsSchema,
        source: database,
        read: () => listProducts(database),
      }),
    product: (database, id) =>
      cache.get({
        key: `${KEYS}:${id}`,
        schema: productSchema,
        source: database,
        read: () => getProduct(database, id),
      }),
  }
}
