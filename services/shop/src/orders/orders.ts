/** The business of the shop: each function one statement, so that a request holds a client for one round trip. */

import type { Database } from '../database.ts'
import { RequestError } from '../errors.ts'
import type { NewOrder, Order, OrderWithItems, Product } from './model.ts'

interface OrderRow {
  id: number
  status: 'open' | 'paid'
  /** bigint comes as text. */
  total_cents: string
  created_at: Date
  paid_at: Date | null
}

const ORDER_COLUMNS = 'id, status, total_cents, created_at, paid_at'

export async function listProducts(database: Database): Promise<readonly Product[]> {
  return database.query<{ id: number; name: string; priceCents: number }>(
    'SELECT id, name, price_cents AS "priceCents" FROM shop.products ORDER BY id',
  )
}

export async function getProduct(database: Database, id: number): Promise<Product> {
  const [product] = await database.query<{ id: number; name: string; priceCents: number }>(
    'SELECT id, name, price_cents AS "priceCents" FROM shop.products WHERE id = $1',
    [id],
  )
  if (!product) throw new RequestError('NOT_FOUND', `no product ${id}; GET /products lists them`)
  return product
}

const PLACE_ORDER = `
  WITH priced AS (
    SELECT p.id, p.price_cents, w.quantity
    FROM unnest($1::integer[], $2::integer[]) AS w (product_id, quantity) JOIN shop.products p ON p.id = w.product_id
  ), placed AS (
    INSERT INTO shop.orders (total_cents)
    SELECT sum(price_cents::bigint * quantity) FROM priced HAVING count(*) = cardinality($1::integer[])
    RETURNING ${ORDER_COLUMNS}
  ), lines AS (
    INSERT INTO shop.order_items (order_id, product_id, quantity, price_cents)
    SELECT placed.id, priced.id, priced.quantity, priced.price_cents FROM placed, priced
  )
  SELECT ${ORDER_COLUMNS} FROM placed`

/** Throws RequestError INVALID_REQUEST when a product does not exist; then nothing is written. */
export async function placeOrder(database: Database, { items }: NewOrder): Promise<Order> {
  const [row] = await database.query<OrderRow>(PLACE_ORDER, [
    items.map((item) => item.productId),
    items.map((item) => item.quantity),
  ])
  if (!row) {
    throw new RequestError('INVALID_REQUEST', 'body.items: a product does not exist; allowed: the ids of GET /products')
  }
  return orderOf(row)
}

type ItemRow = { product_id: number; quantity: number; price_cents: number }

export async function getOrder(database: Database, id: number): Promise<OrderWithItems> {
  const [row] = await database.query<OrderRow & { items: ItemRow[] }>(
    `SELECT ${ORDER_COLUMNS}, (
       SELECT coalesce(json_agg(i ORDER BY i.product_id), '[]') FROM shop.order_items i WHERE i.order_id = o.id
     ) AS items
     FROM shop.orders o WHERE id = $1`,
    [id],
  )
  if (!row) throw new RequestError('NOT_FOUND', `no order ${id}`)
  const items = row.items.map((item) => ({
    productId: item.product_id,
    quantity: item.quantity,
    priceCents: item.price_cents,
  }))
  return { ...orderOf(row), items }
}

/** Pays an open order, once: of two at the same time the second gets ORDER_ALREADY_PAID. */
export async function checkout(database: Database, orderId: number): Promise<Order> {
  const [paid] = await database.query<OrderRow>(
    `UPDATE shop.orders SET status = 'paid', paid_at = now() WHERE id = $1 AND status = 'open' RETURNING ${ORDER_COLUMNS}`,
    [orderId],
  )
  if (paid) return orderOf(paid)
  const found = await database.query('SELECT 1 FROM shop.orders WHERE id = $1', [orderId])
  if (found.length === 0) throw new RequestError('NOT_FOUND', `no order ${orderId}`)
  throw new RequestError('ORDER_ALREADY_PAID', `order ${orderId} is already paid`)
}

/** Constant load would fill the disk of a demo that is left on, so old orders go. */
export async function removeOldOrders(database: Database): Promise<void> {
  await database.query("DELETE FROM shop.orders WHERE created_at < now() - interval '1 hour'")
}

function orderOf(row: OrderRow): Order {
  return {
    id: row.id,
    status: row.status,
    totalCents: Number(row.total_cents),
    createdAt: row.created_at.toISOString(),
    paidAt: row.paid_at?.toISOString() ?? null,
  }
}
