/** Receivers and their channels. Which channels exist is told by the caller: this package knows none by name. */
import { checkSchema, type Path, type Problem, type Source } from '@tocsin/kit'
import type { TemplateSet } from '@tocsin/template'
import type { z } from 'zod'
import { isRecord, listOf } from '../raw.ts'
import { problemInside } from '../text/place.ts'
import type { Integration, Receiver } from '../types.ts'
import { type Env, expandEnv } from './env.ts'

/**
 * Channel type (`wecom_robot`) → the schema of one entry of its `*_configs`. Texts in settings are parsed against
 * `templates`; without it they may call the default ones only.
 */
export type ChannelSchemas = (templates?: TemplateSet) => SchemasByType

type SchemasByType = Readonly<Record<string, z.ZodType>>

export interface ReceiverOptions {
  readonly env: Env
  readonly channels: SchemasByType
  readonly requireEnv: boolean
  /** Names of the receivers that a route or tier leads to. The others may wait for their variables: nobody needs them yet. */
  readonly used: ReadonlySet<string>
}

/** `list` is the file's `receivers`, in any state. */
export function readReceivers(
  source: Source,
  text: string,
  list: unknown,
  options: ReceiverOptions,
): { receivers: Receiver[]; problems: Problem[] } {
  const problems: Problem[] = []
  const seen = new Set<string>()
  const receivers = listOf(list).flatMap((receiver, index): Receiver[] => {
    if (!isRecord(receiver)) return []
    const path: Path = ['receivers', index]
    const name = receiver['name']
    if (name === '') problems.push(source.problemAt([...path, 'name'], 'missing name in receiver'))
    if (typeof name === 'string' && seen.has(name)) {
      problems.push(source.problemAt([...path, 'name'], `notification config name "${name}" is not unique`))
    }
    const used = typeof name === 'string' && options.used.has(name)
    const { integrations, problems: inside } = readIntegrations(source, text, receiver, path, { ...options, used })
    problems.push(...inside)
    if (typeof name !== 'string') return []
    seen.add(name)
    return [{ name, integrations }]
  })
  return { receivers, problems }
}

type OneReceiverOptions = Omit<ReceiverOptions, 'used'> & { readonly used: boolean }

function readIntegrations(
  source: Source,
  text: string,
  receiver: Readonly<Record<string, unknown>>,
  path: Path,
  options: OneReceiverOptions,
): { integrations: Integration[]; problems: Problem[] } {
  const problems: Problem[] = []
  const integrations: Integration[] = []
  let index = 0
  for (const [key, value] of Object.entries(receiver)) {
    if (key === 'name') continue
    const type = key.endsWith('_configs') ? key.slice(0, -'_configs'.length) : ''
    const schema = Object.hasOwn(options.channels, type) ? options.channels[type] : undefined
    if (!schema) {
      problems.push(source.problemAt([...path, key], unknownChannel(key, options.channels), { atKey: true }))
    } else if (!Array.isArray(value)) {
      problems.push(source.problemAt([...path, key], `must be a list of ${type} settings`))
    } else {
      value.forEach((entry: unknown, at) => {
        const read = readIntegration(source, text, entry, [...path, key, at], schema, options)
        problems.push(...read.problems)
        if (read.usable) integrations.push({ type, index, config: read.config })
        index += 1
      })
    }
  }
  return { integrations, problems }
}

function unknownChannel(key: string, channels: SchemasByType): string {
  const available = Object.keys(channels).map((type) => `${type}_configs`)
  const what = key.endsWith('_configs') ? `there is no channel for "${key}"` : `unknown field "${key}" in a receiver`
  return `${what}; available: ${['name', ...available].join(', ')}`
}

function readIntegration(
  source: Source,
  text: string,
  entry: unknown,
  path: Path,
  schema: z.ZodType,
  options: OneReceiverOptions,
): { config: unknown; usable: boolean; problems: Problem[] } {
  const expanded = expandEnv(entry, options.env, options.requireEnv && options.used)
  // Where variables count, what has none of its own cannot be sent by; a check shows it as it is written.
  const usable = !options.requireEnv || expanded.unset.length === 0
  const faults = expanded.faults.map((fault) =>
    problemInside(source, text, [...path, ...fault.path], fault.at, fault.message),
  )
  // A value that still holds `${…}` cannot be judged: what the schema says of it would be noise.
  const unjudged = [...expanded.unset, ...expanded.faults.map((fault) => fault.path)].map((at) =>
    [...path, ...at].join('.'),
  )
  const checked = checkSchema(
    {
      ...source,
      value: expanded.value,
      problemAt: (at, message, place) => source.problemAt([...path, ...at], message, place),
    },
    schema,
  )
  if (checked.ok) return { config: checked.value, usable, problems: faults }
  const rest = checked.problems.filter(
    (problem) => !unjudged.some((at) => problem.path === at || problem.path.startsWith(`${at}.`)),
  )
  return { config: expanded.value, usable, problems: [...faults, ...rest] }
}
