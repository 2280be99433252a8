/** One entry of a receiver's `*_configs`: global defaults, variables, secrets from files, then the channel's own schema. */
import { checkSchema, type Path, type Problem, type Source } from '@tocsin/kit'
import type { z } from 'zod'
import { isRecord } from '../raw.ts'
import { problemInside } from '../text/place.ts'
import { type Env, expandEnv } from './env.ts'
import { flagOf } from './fields.ts'
import { type RouterFiles, readSecrets } from './files.ts'
import { lacking, withGlobalDefaults } from './global.ts'

export interface IntegrationOptions {
  readonly env: Env
  readonly files: RouterFiles | undefined
  /** The file's `global`, in any state. */
  readonly global: unknown
  /** Whether messages of the receiver are for people of people.yml. */
  readonly namesPeople: boolean
  /** Whether variables and files have to be there. */
  readonly needed: boolean
  /** Whether what is not there keeps the integration from being used; a check shows it as it is written. */
  readonly judgesUse: boolean
}

export interface ReadIntegration {
  readonly config: unknown
  readonly usable: boolean
  readonly problems: readonly Problem[]
}

export function readIntegration(
  source: Source,
  text: string,
  raw: unknown,
  path: Path,
  type: string,
  schema: z.ZodType,
  options: IntegrationOptions,
): ReadIntegration {
  if (!isRecord(raw)) {
    const message = raw === null ? `missing ${type} config` : 'must be an object'
    return { config: raw, usable: false, problems: [source.problemAt(path, message)] }
  }
  const { entry, writtenAt } = withGlobalDefaults(type, raw, options.global)
  const placed = (at: Path): Path => writtenAt(at) ?? [...path, ...at]
  const expanded = expandEnv(plainFlags(entry), options.env, options.needed)
  const secrets = readSecrets(expanded.value, options.files, options.needed)
  const missing = lacking(type, entry, options.namesPeople)
  const problems = [
    ...expanded.faults.map(({ path: at, at: index, message }) =>
      problemInside(source, text, placed(at), index, message),
    ),
    ...secrets.faults.map(({ path: at, message }) => source.problemAt(placed(at), message)),
    ...[...missing.values()].map((message) => source.problemAt(path, message)),
    ...headersTwice(entry['headers']).map((name) =>
      source.problemAt(placed(['headers', name]), `duplicate header "${name}" in ${type} config`, { atKey: true }),
    ),
  ]
  // What the schema says of a value that is not known, or was told of already, would be noise.
  const unjudged = [
    ...expanded.unset,
    ...expanded.faults.map((fault) => fault.path),
    ...secrets.unread,
    ...[...missing.keys()].map((key) => [key]),
  ].map((at) => at.join('.'))
  const usable = !options.judgesUse || (expanded.unset.length === 0 && secrets.unread.length === 0)
  const checked = checkSchema(
    {
      ...source,
      value: secrets.value,
      problemAt: (at, message, place) => ({
        ...source.problemAt(writtenHere(source, placed(at)), message, place),
        path: at.join('.'),
      }),
    },
    schema,
  )
  if (checked.ok) return { config: checked.value, usable, problems }
  const judged = checked.problems.filter(
    (problem) => !unjudged.some((at) => problem.path === at || problem.path.startsWith(`${at}.`)),
  )
  const named = judged.map((problem) => ({ ...problem, path: placed(problem.path.split('.')).join('.') }))
  return { config: secrets.value, usable, problems: [...problems, ...named] }
}

/** Names of headers that stand there before in other letters. */
function headersTwice(headers: unknown): string[] {
  const names = isRecord(headers) ? Object.keys(headers) : []
  const lower = names.map((name) => name.toLowerCase())
  return names.filter((_, index) => lower.indexOf(lower[index] ?? '') !== index)
}

/** A value that came from `X_file` is where that field stands. */
function writtenHere(source: Source, path: Path): Path {
  const fromFile = [...path.slice(0, -1), `${path.at(-1)}_file`]
  return !source.document.hasIn(path) && source.document.hasIn(fromFile) ? fromFile : path
}

/** Booleans of Alertmanager's that a channel may have, at any depth. */
const FLAGS =
  /^(?:send_resolved|require_tls|force_implicit_tls|insecure_skip_verify|follow_redirects|enable_http2|proxy_from_environment)$/

/** `yes` and `off` as the booleans that they are in YAML 1.1. */
function plainFlags(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainFlags)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, FLAGS.test(key) ? flagOf(item) : plainFlags(item)]),
  )
}
