/** Which faults exist, what they allow, and which of them hit a request. Pure. */

import { z } from 'zod'

const share = z
  .number('a number above 0 and up to 1, e.g. 0.05')
  .gt(0, 'a number above 0 and up to 1, e.g. 0.05')
  .max(1, 'a number above 0 and up to 1, e.g. 0.05')

const wholeNumber = (min: number, max: number): z.ZodInt => {
  const allowed = `a whole number from ${min} to ${max}`
  return z.int(allowed).min(min, allowed).max(max, allowed)
}

const object = <Shape extends z.core.$ZodLooseShape>(
  shape: Shape,
  example: string,
): z.ZodObject<Shape, z.core.$strict> =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown field ${(issue.keys ?? []).map((key) => `"${key}"`).join(', ')}; allowed: ${Object.keys(shape).join(', ')}`
        : `a JSON object, e.g. ${example}`,
  })

export const FAULT_NAMES = ['latency', 'pool', 'dbTimeout'] as const

export type FaultName = (typeof FAULT_NAMES)[number]

export function isFaultName(name: string): name is FaultName {
  return FAULT_NAMES.some((known) => known === name)
}

/** The body of `PUT /faults/NAME`, for each name. `poolMax` is the size of the shop's pool. */
export function faultSchemas(poolMax: number) {
  return {
    latency: object({ ms: wholeNumber(1, 60_000), share }, '{"ms":900,"share":0.05}'),
    pool: object({ hold: wholeNumber(1, poolMax) }, `{"hold":${Math.max(1, poolMax - 1)}}`),
    dbTimeout: object({ share }, '{"share":0.2}'),
  }
}

export interface LatencyFault {
  readonly ms: number
  readonly share: number
}

export interface RequestFaults {
  readonly latency: LatencyFault | undefined
  readonly dbTimeout: { readonly share: number } | undefined
}

export interface RequestPlan {
  /** 0: no delay. */
  readonly delayMs: number
  /** `stalled`: its connects never get an answer. */
  readonly database: 'real' | 'stalled'
}

/** What happens to one request. The rolls are in [0, 1); a fault with share s hits those below s. */
export function planRequest(faults: RequestFaults, rolls: { latency: number; dbTimeout: number }): RequestPlan {
  const { latency, dbTimeout } = faults
  return {
    delayMs: latency && rolls.latency < latency.share ? latency.ms : 0,
    database: dbTimeout && rolls.dbTimeout < dbTimeout.share ? 'stalled' : 'real',
  }
}
