/** `escalation_policies` of router.yml, and who refers to them. Of our own: Alertmanager has none. */
import type { Path, Problem, Source } from '@tocsin/kit'
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { isRecord, listOf } from '../raw.ts'
import type { EscalationPolicy } from '../types.ts'
import { text, wants } from './fields.ts'

/** `escalation: none` climbs nowhere, whatever the parent says. */
export const NO_ESCALATION = 'none'
const MAX_STEPS = 20

const stepSchema = z
  .strictObject(
    {
      after: durationSchema('after cannot be zero: the first message is told by the route itself'),
      receiver: text,
      notify: z.array(text, { error: 'must be a list of names of people.yml' }).default([]),
    },
    { error: wants('a step: an object with after and receiver') },
  )
  .transform(({ after, receiver, notify }) => ({ afterMs: after, receiver, notify }))

const policySchema = z
  .strictObject(
    {
      name: text,
      steps: z
        .array(stepSchema, { error: 'must be a list of steps, e.g. [{ after: 5m, receiver: sms-oncall }]' })
        .min(1, { error: 'has no steps' })
        .max(MAX_STEPS, { error: `has more than ${MAX_STEPS} steps` })
        .superRefine((steps, context) => {
          steps.forEach(({ afterMs }, index) => {
            if (index === 0 || afterMs >= (steps[index - 1]?.afterMs ?? 0)) return
            const message = 'after is shorter than that of the step before; it counts from the first message'
            context.addIssue({ code: 'custom', path: [index, 'after'], message })
          })
        }),
      repeat: durationSchema('repeat cannot be zero').optional(),
      acknowledged_for: durationSchema('acknowledged_for cannot be zero').optional(),
    },
    { error: wants('a policy: an object with name and steps') },
  )
  .transform(
    ({ name, steps, repeat, acknowledged_for }): EscalationPolicy => ({
      ...{ name, steps, repeatMs: repeat, acknowledgedForMs: acknowledged_for },
    }),
  )

export const escalationPoliciesField = z
  .array(policySchema, { error: 'must be a list of escalation policies' })
  .optional()

export function escalationProblems(
  source: Source,
  file: Readonly<Record<string, unknown>>,
  receivers: readonly string[],
): Problem[] {
  const names: string[] = []
  const policies = listOf(file['escalation_policies']).flatMap((policy, index): Problem[] => {
    if (!isRecord(policy)) return []
    const path: Path = ['escalation_policies', index]
    const { name } = policy
    const problem = typeof name === 'string' ? nameProblem(name, names) : undefined
    if (typeof name === 'string') names.push(name)
    return [
      ...(problem === undefined ? [] : [source.problemAt([...path, 'name'], problem)]),
      ...stepProblems(source, policy, path, receivers),
    ]
  })
  const tiers = Object.entries(isRecord(file['tiers']) ? file['tiers'] : {})
  return [
    ...policies,
    ...inRoute(source, file['route'], ['route'], names),
    ...tiers.flatMap(([tier, value]) => unknownPolicy(source, value, ['tiers', tier], names)),
  ]
}

function nameProblem(name: string, before: readonly string[]): string | undefined {
  if (name === '') return 'a policy needs a name'
  if (name === NO_ESCALATION)
    return `"${NO_ESCALATION}" is what a route writes that climbs nowhere; choose another name`
  return before.includes(name) ? `escalation policy "${name}" is not unique` : undefined
}

function stepProblems(
  source: Source,
  policy: Readonly<Record<string, unknown>>,
  path: Path,
  receivers: readonly string[],
): Problem[] {
  const defined = receivers.length > 0 ? `defined: ${receivers.join(', ')}` : 'none are defined'
  return listOf(policy['steps']).flatMap((step, index) => {
    const receiver = isRecord(step) ? step['receiver'] : undefined
    if (typeof receiver !== 'string' || receivers.includes(receiver)) return []
    const message = `undefined receiver "${receiver}" used in an escalation step; ${defined}`
    return [source.problemAt([...path, 'steps', index, 'receiver'], message)]
  })
}

function inRoute(source: Source, route: unknown, path: Path, policies: readonly string[]): Problem[] {
  if (!isRecord(route)) return []
  return [
    ...unknownPolicy(source, route, path, policies),
    ...listOf(route['routes']).flatMap((child, at) => inRoute(source, child, [...path, 'routes', at], policies)),
  ]
}

function unknownPolicy(source: Source, holder: unknown, path: Path, policies: readonly string[]): Problem[] {
  const name = isRecord(holder) ? holder['escalation'] : undefined
  if (typeof name !== 'string' || name === NO_ESCALATION || policies.includes(name)) return []
  const known = policies.length > 0 ? `policies in this file: ${policies.join(', ')}` : 'there are none in this file'
  const message = `undefined escalation policy "${name}"; ${known}, or "${NO_ESCALATION}"`
  return [source.problemAt([...path, 'escalation'], message)]
}

/** Receivers of steps of all policies that a route or a tier names. */
export function climbingReceivers(file: Readonly<Record<string, unknown>>): readonly string[] {
  const named = (holder: unknown): unknown[] =>
    isRecord(holder) ? [holder['escalation'], ...listOf(holder['routes']).flatMap(named)] : []
  const tiers = isRecord(file['tiers']) ? Object.values(file['tiers']) : []
  const used = new Set([...named(file['route']), ...tiers.flatMap(named)])
  return listOf(file['escalation_policies']).flatMap((policy) => {
    if (!isRecord(policy) || !used.has(policy['name'])) return []
    return listOf(policy['steps']).flatMap((step) =>
      isRecord(step) && typeof step['receiver'] === 'string' ? [step['receiver']] : [],
    )
  })
}
