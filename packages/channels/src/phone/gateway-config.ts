/** Settings of a gateway of one's own: any system that takes JSON over HTTP. */
import { z } from 'zod'
import { httpHeaders, httpUrl } from '../config.ts'

export interface GatewayConfig {
  readonly url: string
  readonly method: 'POST' | 'PUT'
  readonly headers: Readonly<Record<string, string>>
  readonly success: GatewaySuccess
  readonly timeoutMs: number
}

/** A call succeeded when the status is in the range and the field at `path` equals `equals`. */
interface GatewaySuccess {
  readonly status: { readonly from: number; readonly to: number }
  /** Names from the top of the JSON answer; empty: the status alone decides. */
  readonly path: readonly string[]
  readonly equals: string
}

const STATUS_ALLOWED = 'must be a status or a range of them, such as 200 or 200-299'

const statusRange = z.union([z.number(), z.string()], { error: STATUS_ALLOWED }).transform((value, context) => {
  const match = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(String(value))
  const [from, to] = [Number(match?.[1]), Number(match?.[2] ?? match?.[1])]
  if (match && from <= to) return { from, to }
  context.addIssue({ code: 'custom', message: STATUS_ALLOWED })
  return z.NEVER
})

const success = z
  .strictObject({
    status: statusRange.prefault('200-299'),
    json_path: z
      .string()
      .regex(/^(?:[^.\s]+(?:\.[^.\s]+)*)?$/, { error: 'must be names joined by dots, such as data.code, or ""' })
      .default('code'),
    equals: z
      .union([z.string(), z.number(), z.boolean()], { error: 'must be a text, a number or true/false' })
      .default('OK'),
  })
  .transform(({ status, json_path, equals }): GatewaySuccess => {
    return { status, path: json_path === '' ? [] : json_path.split('.'), equals: String(equals) }
  })

export const gatewayFields = {
  url: httpUrl,
  method: z.enum(['POST', 'PUT'], { error: 'must be POST or PUT' }).default('POST'),
  headers: httpHeaders,
  success: success.prefault({}),
}
