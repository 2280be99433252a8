/**
 * The shape of router.yml. Source: Alertmanager `config/config.go`; of our own are `tiers`, `tier_of_severity`, `escalation_policies`,
 * `inherit_time_intervals` and `compatibility`. What holds between the parts is in cross.ts.
 */
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { isLabelName, type MatcherMode } from '../matcher/mode.ts'
import { scalarText } from '../raw.ts'
import type { Matcher } from '../types.ts'
import { escalationPoliciesField } from './escalation.ts'
import { flag, matchersField, matchField, text, wants } from './fields.ts'
import { globalField, IDLE_FIELDS } from './global.ts'
import { inhibitRulesField } from './inhibit.ts'
import { namedIntervalsField } from './intervals.ts'

export interface RouteFile {
  readonly receiver?: string | undefined
  readonly matchers?: readonly Matcher[] | undefined
  readonly match?: readonly Matcher[] | undefined
  readonly match_re?: readonly Matcher[] | undefined
  readonly continue?: boolean | undefined
  readonly group_by?: readonly string[] | undefined
  readonly group_wait?: number | undefined
  readonly group_interval?: number | undefined
  readonly repeat_interval?: number | undefined
  readonly mute_time_intervals?: readonly string[] | undefined
  readonly active_time_intervals?: readonly string[] | undefined
  readonly labels?: Readonly<Record<string, string>> | undefined
  readonly escalation?: string | undefined
  readonly routes?: readonly RouteFile[] | undefined
}

function groupByField(mode: MatcherMode) {
  return z.array(text, { error: 'must be a list of label names, or ["..."]' }).superRefine((names, context) => {
    const issue = (index: number, message: string): void => {
      context.addIssue({ code: 'custom', path: [index], message })
    }
    const others = names.filter((name) => name !== '...')
    names.forEach((name, index) => {
      if (name === '...') {
        if (others.length === 0) return
        issue(index, 'cannot have wildcard group_by (`...`) and other labels at the same time')
      } else if (names.indexOf(name) !== index) issue(index, `duplicated label "${name}" in group_by`)
      else if (!isLabelName(name, mode)) issue(index, `invalid label name "${name}" in group_by list`)
    })
  })
}

function routeLabelsField(mode: MatcherMode) {
  return z
    .record(z.string(), scalarText, { error: 'must map label names to values' })
    .superRefine((labels, context) => {
      for (const name of Object.keys(labels)) {
        if (isLabelName(name, mode)) continue
        context.addIssue({ code: 'custom', path: [name], message: `invalid label name "${name}" in route labels` })
      }
    })
}

function routeField(mode: MatcherMode): z.ZodType<RouteFile> {
  const names = z.array(text, { error: 'must be a list of names of time intervals' }).optional()
  const route: z.ZodType<RouteFile> = z.strictObject(
    {
      receiver: text.optional(),
      matchers: matchersField(mode).optional(),
      match: matchField('=').optional(),
      match_re: matchField('=~').optional(),
      continue: flag.optional(),
      group_by: groupByField(mode).optional(),
      group_wait: durationSchema().optional(),
      group_interval: durationSchema('group_interval cannot be zero').optional(),
      repeat_interval: durationSchema('repeat_interval cannot be zero').optional(),
      mute_time_intervals: names,
      active_time_intervals: names,
      labels: routeLabelsField(mode).optional(),
      escalation: text.optional(),
      get routes() {
        return z.array(route, { error: 'must be a list of routes' }).optional()
      },
    },
    { error: wants('a route: an object with e.g. receiver, matchers, routes') },
  )
  return route
}

const tierSchema = z.strictObject(
  { receiver: text, objective: durationSchema('objective cannot be zero'), escalation: text.optional() },
  { error: wants('an object with receiver and objective') },
)

/** Receivers are loose here: which `*_configs` exist is the caller's knowledge, see receivers.ts. */
export function routerFileSchema(mode: MatcherMode) {
  const route = routeField(mode)
  return z.strictObject(
    {
      global: globalField.optional(),
      templates: z.array(text, { error: 'must be a list of files, e.g. [ "templates/*.tmpl" ]' }).optional(),
      ...IDLE_FIELDS,
      route: z.unknown().transform((value, context) => {
        if (value !== undefined) return routeIn(route, value, context)
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
      inhibit_rules: inhibitRulesField(mode),
      mute_time_intervals: namedIntervalsField('mute time interval'),
      time_intervals: namedIntervalsField('time interval'),
      tiers: z.record(z.string(), tierSchema, { error: 'must map tier names to receiver and objective' }).optional(),
      escalation_policies: escalationPoliciesField,
      tier_of_severity: z.record(z.string(), text, { error: 'must map severities to tiers' }).optional(),
      inherit_time_intervals: flag.optional(),
      compatibility: z.enum(['tocsin', 'strict'], { error: 'must be tocsin or strict' }).optional(),
    },
    { error: wants('an object with route and receivers') },
  )
}

function routeIn(route: z.ZodType<RouteFile>, value: unknown, context: z.core.$RefinementCtx): RouteFile {
  const result = route.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as z.core.$ZodRawIssue)
  return z.NEVER
}
