/** What each arrival asks for. Pure. */

export interface PlannedRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  /** The shop's route pattern, for metrics. */
  readonly route: '/products' | '/products/:id' | '/orders' | '/checkout'
  readonly body?: unknown
}

export interface Known {
  readonly productIds: readonly number[]
  /** An order that was placed and not paid, when there is one. */
  readonly openOrderId: number | undefined
}

export interface Rolls {
  /** Which route; all rolls are in [0, 1). */
  readonly route: number
  readonly product: number
  readonly quantity: number
}

/**
 * 40 % product list, 20 % one product, 20 % orders, 20 % checkouts. A checkout needs an open order and everything but the
 * list needs a product: where that is missing the arrival becomes the request that will bring it, so the rate stays.
 */
export function planRequest(rolls: Rolls, known: Known): PlannedRequest {
  const productId = known.productIds[Math.floor(rolls.product * known.productIds.length)]
  if (rolls.route < 0.4 || productId === undefined) return { method: 'GET', path: '/products', route: '/products' }
  if (rolls.route < 0.6) return { method: 'GET', path: `/products/${productId}`, route: '/products/:id' }
  if (rolls.route < 0.8 || known.openOrderId === undefined) {
    const items = [{ productId, quantity: 1 + Math.floor(rolls.quantity * 3) }]
    return { method: 'POST', path: '/orders', route: '/orders', body: { items } }
  }
  return { method: 'POST', path: '/checkout', route: '/checkout', body: { orderId: known.openOrderId } }
}
