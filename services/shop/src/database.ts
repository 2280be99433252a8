/** The one pool of the shop, its schema, and the first connection. */

import { setTimeout as sleep } from 'node:timers/promises'
import { type Logger, messageOf, OperatorError } from '@tocsin/kit'
import { Pool, type PoolConfig, type QueryResultRow } from 'pg'

/** What a request may do with a database. Rejects with pg's own errors. */
export interface Database {
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/** Waiting for a client, or for a new connection, ends after this; a request then answers 503. */
const CONNECTION_TIMEOUT_MS = 1000

const STATEMENT_TIMEOUT_MS = 5000
const FIRST_CONNECTION_RETRY_MS = 500

export function createPool(options: PoolConfig, logger: Logger): Pool {
  const pool = new Pool({
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    application_name: 'shop',
    keepAlive: true,
    ...options,
  })
  // pg attaches the whole client to this error, password included, so the error itself is never logged.
  pool.on('error', (error) => {
    logger.warn({ reason: error.message }, 'an idle database connection was lost')
  })
  return pool
}

export function databaseOf(pool: Pool): Database {
  return {
    async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
      const result = await pool.query<Row>(text, [...values])
      return result.rows
    },
  }
}

/** One transaction (the simple protocol makes it one); the lock lets several shops start at the same time. */
const SCHEMA = `
  SELECT pg_advisory_xact_lock(7305001);
  CREATE SCHEMA IF NOT EXISTS shop;
  CREATE TABLE IF NOT EXISTS shop.products (
    id integer PRIMARY KEY,
    name text NOT NULL,
    price_cents integer NOT NULL CHECK (price_cents > 0)
  );
  CREATE TABLE IF NOT EXISTS shop.orders (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'paid')),
    total_cents bigint NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    paid_at timestamptz
  );
  CREATE INDEX IF NOT EXISTS orders_created_at ON shop.orders (created_at);
  CREATE TABLE IF NOT EXISTS shop.order_items (
    order_id integer NOT NULL REFERENCES shop.orders (id) ON DELETE CASCADE,
    product_id integer NOT NULL REFERENCES shop.products (id),
    quantity integer NOT NULL CHECK (quantity > 0),
    price_cents integer NOT NULL,
    PRIMARY KEY (order_id, product_id)
  );
  INSERT INTO shop.products (id, name, price_cents) VALUES
    (1, 'Jasmine tea', 1290),
    (2, 'Oolong tea', 1850),
    (3, 'Tea pot', 4900),
    (4, 'Tea cup', 950),
    (5, 'Bamboo tray', 2700),
    (6, 'Gift box', 6400)
  ON CONFLICT (id) DO NOTHING;
`

/**
 * Creates what is missing, trying again until `deadlineMs` have passed, because the database may start at the same time.
 * Throws OperatorError with pg's reason; never the address, which may hold a password.
 */
export async function prepareDatabase(
  pool: Pool,
  options: { deadlineMs: number; logger: Logger; signal: AbortSignal },
): Promise<void> {
  const giveUpAt = performance.now() + options.deadlineMs
  for (let attempt = 1; ; attempt++) {
    try {
      await pool.query(SCHEMA)
      return
    } catch (error) {
      if (attempt === 1) options.logger.info({ reason: messageOf(error) }, 'waiting for the database')
      if (options.signal.aborted || performance.now() + FIRST_CONNECTION_RETRY_MS > giveUpAt) {
        throw new OperatorError(
          `the database is not usable (${messageOf(error)}); check TOCSIN_SHOP_DATABASE_URL and that PostgreSQL runs`,
        )
      }
      await sleep(FIRST_CONNECTION_RETRY_MS, undefined, { signal: options.signal }).catch(() => undefined)
    }
  }
}
