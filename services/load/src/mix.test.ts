import { describe, expect, test } from 'vitest'
import { planRequest } from './mix.ts'

const known = { productIds: [1, 2, 3, 4], openOrderId: 7 }
const rolls = { route: 0, product: 0.5, quantity: 0.99 }

describe('planRequest', () => {
  test.each([
    [0, 'GET', '/products', undefined],
    [0.399, 'GET', '/products', undefined],
    [0.4, 'GET', '/products/3', undefined],
    [0.6, 'POST', '/orders', { items: [{ productId: 3, quantity: 3 }] }],
    [0.8, 'POST', '/checkout', { orderId: 7 }],
    [0.999, 'POST', '/checkout', { orderId: 7 }],
  ])('roll %d: %s %s', (route, method, path, body) => {
    const planned = planRequest({ ...rolls, route }, known)
    expect(planned).toMatchObject({ method, path })
    expect(planned.body).toEqual(body)
  })

  test('without an open order a checkout becomes an order', () => {
    expect(planRequest({ ...rolls, route: 0.9 }, { ...known, openOrderId: undefined }).route).toBe('/orders')
  })

  test.each([0, 0.5, 0.7, 0.9])('without a known product roll %d asks for the list', (route) => {
    expect(planRequest({ ...rolls, route }, { ...known, productIds: [] }).route).toBe('/products')
  })

  test('the shares, over an even grid of rolls', () => {
    const counts: Record<string, number> = {}
    for (let i = 0; i < 1000; i++) {
      const { route } = planRequest({ ...rolls, route: i / 1000 }, known)
      counts[route] = (counts[route] ?? 0) + 1
    }
    expect(counts).toEqual({ '/products': 400, '/products/:id': 200, '/orders': 200, '/checkout': 200 })
  })
})
