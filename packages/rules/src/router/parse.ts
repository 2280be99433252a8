import { checkSchema, type Path, type Problem, readYaml } from '@tocsin/kit'
import type { MatcherMode } from '../matcher/mode.ts'
import { readPeopleBeside } from '../people/beside.ts'
import { NOBODY } from '../people/nobody.ts'
import { notifyProblems } from '../people/notify.ts'
import { isRecord, listOf, sorted, withoutEmpty } from '../raw.ts'
import { problemInside } from '../text/place.ts'
import type { RouterConfig } from '../types.ts'
import { addressedReceivers, crossProblems, usedReceivers } from './cross.ts'
import { type Env, misplacedEnv } from './env.ts'
import { type RouterFiles, readTemplates } from './files.ts'
import { takeNotYet } from './not-yet.ts'
import { type ChannelSchemas, readReceivers } from './receivers.ts'
import { routerFileSchema } from './schema.ts'
import { buildTree } from './tree.ts'

export interface RouterParseOptions {
  /** How the file is called in problems. */
  readonly file: string
  /** For `${ENV}`. */
  readonly env: Env
  readonly channels: ChannelSchemas
  /**
   * Whether an unset variable is a problem (the default), where a route or tier leads to its receiver. Without it the field that needs the variable is not judged, and
   * `config` of that integration is the file's own value: fit for a check, not for sending.
   */
  readonly requireEnv?: boolean
  /** How matchers are read; `fallback` by default. */
  readonly matchers?: MatcherMode
  /** Reads what the file names, secrets and templates, and people.yml beside it. Without it these are left open, as an unset variable is without `requireEnv`. */
  readonly files?: RouterFiles
}

export type ParsedRouterConfig =
  | { readonly ok: true; readonly config: RouterConfig }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const UNKNOWN_TEMPLATE = /template ".*" not defined/

const RESOLVE_TIMEOUT_MS = 300_000

/** Where alerts without a `tier` go, as far as the tiers exist. */
const TIER_OF_SEVERITY = { critical: 'sms', warning: 'wecom', info: 'ticket' }

/** router.yml: Alertmanager's format plus tiers and escalation policies. All problems at once, in file order, each with its place. */
export function parseRouterConfig(text: string, options: RouterParseOptions): ParsedRouterConfig {
  const source = readYaml(text, options.file)
  const requireEnv = options.requireEnv ?? true
  const beside = readPeopleBeside(options.file, { env: options.env, requireEnv, files: options.files })
  if (source.syntax.length > 0) return { ok: false, problems: [...source.syntax, ...beside.problems] }
  const { problems: notYet, rest } = takeNotYet(source, withoutEmpty(source.value))
  const checked = checkSchema({ ...source, value: rest }, routerFileSchema(options.matchers ?? 'fallback'))
  const file = isRecord(rest) ? rest : {}
  const templates = readTemplates(
    options.file,
    listOf(file['templates']).flatMap((pattern, index) =>
      typeof pattern === 'string' && pattern !== ''
        ? [{ pattern, fault: (message: string) => source.problemAt(['templates', index], message) }]
        : [],
    ),
    options.files,
  )
  const { receivers, problems: inReceivers } = readReceivers(source, text, file['receivers'], {
    env: options.env,
    files: options.files,
    global: file['global'],
    channels: options.channels(templates.set),
    requireEnv,
    used: usedReceivers(file),
    addressed: addressedReceivers(file),
  })
  const misplaced = misplacedEnv(rest, hasOwnVariables).map((fault) =>
    problemInside(source, text, fault.path, fault.at, fault.message),
  )
  const problems = [
    ...notYet,
    ...(checked.ok ? [] : checked.problems),
    ...crossProblems(source, file),
    // While a template file has a problem, what it defines is not known.
    ...inReceivers.filter(({ message }) => templates.problems.length === 0 || !UNKNOWN_TEMPLATE.test(message)),
    ...templates.problems,
    ...misplaced,
    ...notifyProblems(source, file, beside),
  ]
  if (!checked.ok || problems.length > 0 || beside.problems.length > 0) {
    return { ok: false, problems: [...sorted(problems), ...beside.problems] }
  }
  const { value } = checked
  const tiers = Object.fromEntries(
    Object.entries(value.tiers ?? {}).map(([name, { receiver, objective, escalation }]) => [
      name,
      { receiver, objectiveMs: objective, escalation },
    ]),
  )
  const defaults = Object.entries(TIER_OF_SEVERITY).filter(([, tier]) => Object.hasOwn(tiers, tier))
  const tierOfSeverity = { ...Object.fromEntries(defaults), ...value.tier_of_severity }
  return {
    ok: true,
    config: {
      resolveTimeoutMs: value.global?.resolve_timeout ?? RESOLVE_TIMEOUT_MS,
      route: buildTree(value.route, {
        tiers,
        tierOfSeverity,
        inheritTimeIntervals: value.inherit_time_intervals ?? false,
      }),
      receivers,
      tiers,
      tierOfSeverity,
      inhibitRules: value.inhibit_rules ?? [],
      timeIntervals: Object.fromEntries(
        [...(value.mute_time_intervals ?? []), ...(value.time_intervals ?? [])].map((named) => [
          named.name,
          named.time_intervals ?? [],
        ]),
      ),
      compatibility: value.compatibility ?? 'tocsin',
      escalationPolicies: Object.fromEntries((value.escalation_policies ?? []).map((policy) => [policy.name, policy])),
      people: beside.people ?? NOBODY,
      templates: templates.set,
    },
  }
}

/** `receivers.N.X_configs.M`, and what `global` gives to these: looked at by `expandEnv`. */
function hasOwnVariables(path: Path): boolean {
  if (path[0] === 'global') return path.length === 2
  return path.length === 4 && path[0] === 'receivers' && String(path[2]).endsWith('_configs')
}
