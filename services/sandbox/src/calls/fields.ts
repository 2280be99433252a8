import type { z } from 'zod'
import type { Body } from './receive.ts'

export type Fields<T> =
  | { readonly ok: true; readonly value: T }
  /** 400 for a body that is no JSON object, 422 for wrong fields in it. */
  | { readonly ok: false; readonly status: 400 | 422; readonly problem: string }

/** Checks a body; the problem names every wrong field and what is allowed. */
export function readFields<S extends z.ZodType>(schema: S, body: Body): Fields<z.output<S>> {
  if (!body.ok) return { ok: false, status: 400, problem: `the body is not valid JSON (${body.problem})` }
  if (typeof body.value !== 'object' || body.value === null || Array.isArray(body.value)) {
    return { ok: false, status: 400, problem: 'the body must be a JSON object' }
  }
  const result = schema.safeParse(body.value)
  if (result.success) return { ok: true, value: result.data }
  const problem = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
  return { ok: false, status: 422, problem }
}

/** A field of a body that may be anything, as text; empty when it is none. For describing what was refused. */
export function textField(body: Body, name: string): string {
  if (!body.ok || typeof body.value !== 'object' || body.value === null) return ''
  const value: unknown = Object.getOwnPropertyDescriptor(body.value, name)?.value
  return typeof value === 'string' ? value : ''
}
