/** Flags, and the files behind them. Alertmanager's flags where it has one. */
import { globSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { channelSchemas } from '@tocsin/channels'
import {
  ConfigProblems,
  codeOf,
  type Env,
  type ListenAddress,
  messageOf,
  OperatorError,
  type Problem,
  parseDuration,
  parseListenAddress,
  parseOptionalBaseUrl,
} from '@tocsin/kit'
import { type LogRule, parseLogRules, parseRouterConfig } from '@tocsin/rules'
import { type ReadConfig, readConfig } from './loop/live-config.ts'

export interface Settings {
  readonly configFile: string
  readonly storagePath: string
  readonly listen: ListenAddress
  /** Without a trailing slash; undefined: the listen address. */
  readonly externalUrl: string | undefined
  /** Grafana as people reach it, without a trailing slash; undefined: no links to it. */
  readonly grafanaUrl: string | undefined
  /** Globs of log rule files. */
  readonly rulesLogs: readonly string[]
  /** How often senders repeat a firing alert: silence for less than this after a start proves nothing. */
  readonly resendPeriodMs: number
  /** How long what is over stays on record: alerts told, decisions, deliveries, silences. */
  readonly retentionMs: number
  readonly logLevel: string
}

/** Accepted because a wrapper may pass them, and said to be without effect. */
const WITHOUT_EFFECT = [
  'data.maintenance-interval',
  'alerts.gc-interval',
  'web.timeout',
  'web.get-concurrency',
  'log.format',
  'dispatch.start-delay',
  'dispatch.maintenance-interval',
  'cluster.listen-address',
  'cluster.advertise-address',
] as const

const OWN = [
  'config.file',
  'storage.path',
  'web.listen-address',
  'web.external-url',
  'links.grafana',
  'rules.logs',
  'alerts.resend-period',
  'data.retention',
  'log.level',
  'cluster.peer',
  'web.route-prefix',
  'web.config.file',
] as const

/** Reads the command line. Throws OperatorError with what is wrong and what is allowed. */
export function readSettings(args: readonly string[], warn: (message: string) => void): Settings {
  const values = parseFlags(args)
  for (const flag of ['web.route-prefix', 'web.config.file'] as const) {
    if (values[flag]) throw new OperatorError(`--${flag} is not supported yet`)
  }
  if (values['cluster.peer']) {
    throw new OperatorError(
      '--cluster.peer is refused: two routers on two disks would tell everyone twice; run one router',
    )
  }
  for (const flag of WITHOUT_EFFECT) if (values[flag]) warn(`--${flag} is accepted and has no effect`)
  return {
    configFile: values['config.file']?.at(-1) ?? 'alertmanager.yml',
    storagePath: values['storage.path']?.at(-1) ?? 'data/',
    listen: parseListenAddress(values['web.listen-address']?.at(-1) ?? '127.0.0.1:9093'),
    externalUrl: readUrl('web.external-url', values['web.external-url']?.at(-1)),
    grafanaUrl: readUrl('links.grafana', values['links.grafana']?.at(-1)),
    rulesLogs: values['rules.logs'] ?? [],
    resendPeriodMs: readDuration('alerts.resend-period', values['alerts.resend-period']?.at(-1) ?? '90s'),
    retentionMs: readDuration('data.retention', values['data.retention']?.at(-1) ?? '120h'),
    logLevel: values['log.level']?.at(-1) ?? 'info',
  }
}

function readDuration(flag: string, text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined) throw new OperatorError(`--${flag}: "${text}" is no duration; write 90s or 1m30s`)
  return ms
}

function readUrl(flag: string, text: string | undefined): string | undefined {
  try {
    return parseOptionalBaseUrl(text ?? '')
  } catch (error) {
    throw new OperatorError(`--${flag}: ${messageOf(error)}`)
  }
}

function parseFlags(args: readonly string[]): Readonly<Record<string, string[] | undefined>> {
  const options = Object.fromEntries(
    [...OWN, ...WITHOUT_EFFECT].map((name) => [name, { type: 'string', multiple: true } as const]),
  )
  try {
    return parseArgs({ args: [...args], options, strict: true }).values as Record<string, string[] | undefined>
  } catch (error) {
    const why = messageOf(error).replace(/\. To specify.*$/s, '')
    throw new OperatorError(`${why}. Flags: ${OWN.map((name) => `--${name}`).join(' ')}`)
  }
}

/** Reads and checks all files. Throws ConfigProblems with every problem of every file, each with its place. */
export function loadConfig(settings: Pick<Settings, 'configFile' | 'rulesLogs'>, env: Env): ReadConfig {
  const problems: Problem[] = []
  const parsed = parseRouterConfig(readText(settings.configFile), {
    file: settings.configFile,
    env,
    channels: channelSchemas,
  })
  if (!parsed.ok) problems.push(...parsed.problems)
  const logRules: LogRule[] = []
  for (const file of globSync([...settings.rulesLogs]).sort()) {
    const rules = parseLogRules(readText(file), file)
    if (rules.ok) logRules.push(...rules.rules)
    else problems.push(...rules.problems)
  }
  if (problems.length > 0 || !parsed.ok) throw new ConfigProblems(problems)
  return readConfig(parsed.config, logRules)
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new OperatorError(`${file} cannot be read: ${codeOf(error) ?? 'unknown error'}`)
  }
}
