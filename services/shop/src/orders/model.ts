/** What the shop sells and takes, and what a client may send. */

import { z } from 'zod'

export interface Product {
  readonly id: number
  readonly name: string
  readonly priceCents: number
}

export interface Order {
  readonly id: number
  readonly status: 'open' | 'paid'
  readonly totalCents: number
  /** RFC 3339. */
  readonly createdAt: string
  readonly paidAt: string | null
}

export interface OrderWithItems extends Order {
  readonly items: readonly { readonly productId: number; readonly quantity: number; readonly priceCents: number }[]
}

/** PostgreSQL's integer. */
const MAX_ID = 2_147_483_647
const MAX_LINES = 20
const MAX_QUANTITY = 100

const wholeNumber = (max: number): z.ZodInt => {
  const allowed = `a whole number from 1 to ${max}`
  return z.int(allowed).min(1, allowed).max(max, allowed)
}

const object = <Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown field ${(issue.keys ?? []).map((key) => `"${key}"`).join(', ')}; allowed: ${Object.keys(shape).join(', ')}`
        : `a JSON object (content type application/json) with ${Object.keys(shape).join(', ')}`,
  })

/** An id in a path. */
export const idSchema = z
  .string()
  .regex(/^[1-9]\d{0,9}$/, `a whole number from 1 to ${MAX_ID}`)
  .transform(Number)
  .refine((id) => id <= MAX_ID, `a whole number from 1 to ${MAX_ID}`)

const lines = `a list of 1 to ${MAX_LINES} items, each product once`

export const newOrderSchema = object({
  items: z
    .array(object({ productId: wholeNumber(MAX_ID), quantity: wholeNumber(MAX_QUANTITY) }), lines)
    .min(1, lines)
    .max(MAX_LINES, lines)
    .refine((items) => new Set(items.map((item) => item.productId)).size === items.length, lines),
})

export type NewOrder = z.output<typeof newOrderSchema>

export const checkoutSchema = object({ orderId: wholeNumber(MAX_ID) })
