/** Receivers and their channels. Which channels exist is told by the caller: this package knows none by name. */
import type { Path, Problem, Source } from '@tocsin/kit'
import type { TemplateSet } from '@tocsin/template'
import type { z } from 'zod'
import { isRecord, listOf, scalarText } from '../raw.ts'
import type { Integration, Labels, Receiver } from '../types.ts'
import { HANDLING_KEYS, readHandling } from './delivery.ts'
import type { Env } from './env.ts'
import type { RouterFiles } from './files.ts'
import { readIntegration } from './integration.ts'

/**
 * Channel type (`wecom_robot`) → the schema of one entry of its `*_configs`. Texts in settings are parsed against
 * `templates`; without it they may call the default ones only.
 */
export type ChannelSchemas = (templates?: TemplateSet) => SchemasByType

type SchemasByType = Readonly<Record<string, z.ZodType>>

export interface ReceiverOptions {
  readonly env: Env
  readonly files: RouterFiles | undefined
  /** The file's `global`, in any state. */
  readonly global: unknown
  readonly channels: SchemasByType
  readonly requireEnv: boolean
  /** Names of the receivers that a route or tier leads to. The others may wait for their variables: nobody needs them yet. */
  readonly used: ReadonlySet<string>
  /** Names of those that a step of an escalation policy addresses to people. */
  readonly addressed: ReadonlySet<string>
}

/** `list` is the file's `receivers`, in any state. */
export function readReceivers(
  source: Source,
  text: string,
  list: unknown,
  options: ReceiverOptions,
): { receivers: Receiver[]; problems: Problem[] } {
  const problems: Problem[] = [...httpProblems(source, text, options)]
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
    const labels = readLabels(source, receiver['labels'], name, [...path, 'labels'])
    problems.push(...labels.problems)
    const { handling, problems: inHandling } = readHandling(source, receiver, path)
    problems.push(...inHandling)
    return [{ name, labels: labels.labels, integrations, ...handling }]
  })
  return { receivers, problems }
}

/** What is wrong with the global `http_config`, whether anybody uses it or not. */
function httpProblems(source: Source, text: string, options: ReceiverOptions): readonly Problem[] {
  const schema = options.channels['webhook']
  if (!schema || !isRecord(options.global) || options.global['http_config'] === undefined) return []
  const probe = { ...options, namesPeople: false, needed: false, judgesUse: false }
  return readIntegration(source, text, { url: 'http://localhost/' }, ['global'], 'webhook', schema, probe).problems
}

/** Every receiver has its name among its labels. Source: Alertmanager `config/config.go`, `Receiver`. */
function readLabels(
  source: Source,
  raw: unknown,
  name: string,
  path: Path,
): { labels: Labels; problems: readonly Problem[] } {
  if (raw !== undefined && !isRecord(raw)) {
    return { labels: { name }, problems: [source.problemAt(path, 'must map label names to values')] }
  }
  const problems: Problem[] = []
  const labels: Record<string, string> = {}
  for (const [label, value] of Object.entries(raw ?? {})) {
    const written = scalarText.safeParse(value ?? '')
    const wrong = label === 'name' && written.success && written.data !== name
    if (!written.success) problems.push(source.problemAt([...path, label], 'must be a text'))
    if (wrong) {
      const message = `receiver label "name" must match receiver name "${name}", got "${written.data}"`
      problems.push(source.problemAt([...path, label], message))
    }
    labels[label] = written.data ?? ''
  }
  return { labels: { ...labels, name }, problems }
}

/** Those that are no channels. */
const PLAIN_KEYS = ['name', 'labels', ...HANDLING_KEYS]

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
    if (PLAIN_KEYS.includes(key)) continue
    const type = key.endsWith('_configs') ? key.slice(0, -'_configs'.length) : ''
    const schema = Object.hasOwn(options.channels, type) ? options.channels[type] : undefined
    if (!schema) {
      problems.push(source.problemAt([...path, key], unknownChannel(key, options.channels), { atKey: true }))
    } else if (!Array.isArray(value)) {
      problems.push(source.problemAt([...path, key], `must be a list of ${type} settings`))
    } else {
      value.forEach((entry: unknown, at) => {
        const read = readIntegration(source, text, entry, [...path, key, at], type, schema, {
          ...options,
          namesPeople: namesPeople(receiver, options),
          needed: options.requireEnv && options.used,
          judgesUse: options.requireEnv,
        })
        problems.push(...read.problems)
        if (read.usable) integrations.push({ type, index, config: read.config })
        index += 1
      })
    }
  }
  return { integrations, problems }
}

function namesPeople(
  receiver: Readonly<Record<string, unknown>>,
  { addressed }: Pick<ReceiverOptions, 'addressed'>,
): boolean {
  return listOf(receiver['notify']).length > 0 || addressed.has(String(receiver['name']))
}

function unknownChannel(key: string, channels: SchemasByType): string {
  const available = Object.keys(channels).map((type) => `${type}_configs`)
  const what = key.endsWith('_configs') ? `there is no channel for "${key}"` : `unknown field "${key}" in a receiver`
  return `${what}; available: ${[...PLAIN_KEYS, ...available].join(', ')}`
}
