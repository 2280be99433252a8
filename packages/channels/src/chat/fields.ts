/** Settings that chat robots have in common. */
import { z } from 'zod'

/** 1 to `max` of these, as a list, or separated by commas as a variable would give them. */
export function names(pattern: RegExp, allowed: string, max: number) {
  const message = `must be ${allowed}, as a list or separated by commas, ${max} at most`
  return z
    .union([z.string(), z.array(z.union([z.string(), z.number()]))], { error: message })
    .transform((value, context) => {
      const list = (typeof value === 'string' ? value.split(',') : value.map(String)).map((one) => one.trim())
      const found = [...new Set(list.filter((one) => one !== ''))]
      if (found.length <= max && found.every((one) => pattern.test(one))) return found
      context.addIssue({ code: 'custom', message })
      return z.NEVER
    })
    .default([])
}

/** Of the settings of a robot: one line that its messages must hold. */
export const keyword = z
  .string({ error: 'must be a text' })
  .regex(/^[^\p{Cc}]{1,50}$/u, { error: 'must be one line of 1 to 50 characters' })
  .refine((text) => text.trim() === text, { error: 'must not begin or end with a space' })
  .optional()

export const signSecret = z
  .string({ error: 'must be a text' })
  .regex(/^[\x21-\x7e]{8,200}$/, { error: "must be the secret as the robot's settings show it, without spaces" })
  .optional()
