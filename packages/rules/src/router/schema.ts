/** The shape of router.yml. Source: Alertmanager `config/config.go`, with `tiers` and `tier_of_severity` of our own. */
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { parseMatchers } from '../matcher/parse.ts'
import { compileAnchored } from '../matcher/regex.ts'
import { scalarText } from '../raw.ts'
import type { Matcher, MatchOp } from '../types.ts'

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/

const text = z.string({ error: (issue) => (issue.input === undefined ? 'is missing' : 'must be a text') })

const matchersSchema = z
  .array(text, { error: 'must be a list of matchers, e.g. [ severity="critical" ]' })
  .transform((lines, context) =>
    lines.flatMap((line, index) => {
      const parsed = parseMatchers(line)
      if (parsed.ok) return parsed.matchers
      context.addIssue({ code: 'custom', path: [index], message: parsed.message })
      return []
    }),
  )

function matchSchema(op: MatchOp): z.ZodType<readonly Matcher[]> {
  return z.record(z.string(), scalarText, { error: 'must map label names to values' }).transform((pairs, context) =>
    Object.entries(pairs).map(([name, value]) => {
      if (!LABEL_NAME.test(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `"${name}" is no label name; use "matchers" for other names`,
        })
      }
      const compiled = op === '=~' ? compileAnchored(value) : { ok: true as const }
      if (!compiled.ok) context.addIssue({ code: 'custom', path: [name], message: compiled.message })
      return { name, op, value }
    }),
  )
}

const groupBySchema = z
  .array(text, { error: 'must be a list of label names, or ["..."]' })
  .superRefine((names, context) => {
    const issue = (index: number, message: string): void => {
      context.addIssue({ code: 'custom', path: [index], message })
    }
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index) issue(index, `duplicated label "${name}" in group_by`)
      else if (name === '...' && names.length > 1) {
        issue(index, 'cannot have wildcard group_by ("...") and other labels at the same time')
      } else if (name !== '...' && !LABEL_NAME.test(name)) issue(index, `invalid label name "${name}" in group_by list`)
    })
  })

const routeSchema = z.strictObject(
  {
    receiver: text.optional(),
    matchers: matchersSchema.optional(),
    match: matchSchema('=').optional(),
    match_re: matchSchema('=~').optional(),
    continue: z.boolean({ error: 'must be true or false' }).optional(),
    group_by: groupBySchema.optional(),
    group_wait: durationSchema().optional(),
    group_interval: durationSchema('group_interval cannot be zero').optional(),
    repeat_interval: durationSchema('repeat_interval cannot be zero').optional(),
    get routes() {
      return z.array(routeSchema, { error: 'must be a list of routes' }).optional()
    },
  },
  { error: wants('a route: an object with e.g. receiver, matchers, routes') },
)

export type RouteFile = z.output<typeof routeSchema>

const tierSchema = z.strictObject(
  { receiver: text, objective: durationSchema('objective cannot be zero') },
  { error: wants('an object with receiver and objective') },
)

/** Receivers are loose here: which `*_configs` exist is the caller's knowledge, see receivers.ts. */
export const routerFileSchema = z.strictObject(
  {
    global: z
      .strictObject(
        { resolve_timeout: durationSchema().optional() },
        { error: wants('an object, e.g. resolve_timeout: 5m') },
      )
      .optional(),
    route: z.unknown().transform((value, context) => {
      if (value !== undefined) return routeIn(value, context)
      context.addIssue({
        code: 'custom',
        message: 'no route provided in config; write route: with at least a receiver',
      })
      return z.NEVER
    }),
    receivers: z
      .array(z.looseObject({ name: text }, { error: wants('a receiver: an object with a name') }), {
        error: 'must be a list of receivers',
      })
      .optional(),
    tiers: z.record(z.string(), tierSchema, { error: 'must map tier names to receiver and objective' }).optional(),
    tier_of_severity: z.record(z.string(), text, { error: 'must map severities to tiers' }).optional(),
  },
  { error: wants('an object with route and receivers') },
)

function routeIn(value: unknown, context: z.core.$RefinementCtx): RouteFile {
  const result = routeSchema.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
  return z.NEVER
}

/** Unknown keys keep zod's own wording, which the kit turns into one problem per key. */
function wants(what: string): (issue: { readonly code: string }) => string | undefined {
  return (issue) => (issue.code === 'invalid_type' ? `must be ${what}` : undefined)
}
