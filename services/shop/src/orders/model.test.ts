import { describe, expect, test } from 'vitest'
import { checkoutSchema, idSchema, newOrderSchema } from './model.ts'

const line = { productId: 1, quantity: 1 }

describe('what a client may send', () => {
  test.each([
    ['id', idSchema, '7', 7],
    ['id', idSchema, '2147483647', 2_147_483_647],
    ['order', newOrderSchema, { items: [line] }, { items: [line] }],
    ['checkout', checkoutSchema, { orderId: 3 }, { orderId: 3 }],
  ])('%s: %j', (_name, schema, input, output) => {
    expect(schema.parse(input)).toEqual(output)
  })

  test.each([
    ['id', idSchema, '0', 'a whole number from 1'],
    ['id', idSchema, '1e3', 'a whole number from 1'],
    ['id', idSchema, '2147483648', 'a whole number from 1'],
    ['order', newOrderSchema, undefined, 'a JSON object'],
    ['order', newOrderSchema, {}, 'a list of 1 to 20 items'],
    ['order', newOrderSchema, { items: [] }, 'a list of 1 to 20 items'],
    ['order', newOrderSchema, { items: [line, line] }, 'each product once'],
    [
      'order',
      newOrderSchema,
      { items: Array.from({ length: 21 }, (_, i) => ({ ...line, productId: i + 1 })) },
      '1 to 20',
    ],
    ['order', newOrderSchema, { items: [{ productId: 1 }] }, 'a whole number from 1 to 100'],
    ['order', newOrderSchema, { items: [{ ...line, quantity: 101 }] }, 'a whole number from 1 to 100'],
    ['order', newOrderSchema, { items: [line], coupon: 'x' }, 'unknown field "coupon"; allowed: items'],
    ['checkout', checkoutSchema, { orderId: '3' }, 'a whole number from 1 to 2147483647'],
  ])('%s refuses %j', (_name, schema, input, allowed) => {
    expect(schema.safeParse(input).error?.issues[0]?.message).toContain(allowed)
  })
})
