/** What the command line asks for, checked. */
import { availableParallelism } from 'node:os'
import {
  type ListenAddress,
  messageOf,
  OperatorError,
  parseDuration,
  parseListenAddress,
  parseOptionalBaseUrl,
} from '@tocsin/kit'
import { type Flags, helpText, parseFlags } from './flags.ts'

export interface Settings {
  readonly configFile: string
  readonly storagePath: string
  /** At least one; links name the first where nothing else is said. */
  readonly listen: readonly [ListenAddress, ...ListenAddress[]]
  /** Without a trailing slash; undefined: the listen address. */
  readonly externalUrl: string | undefined
  /** Below which all paths lie: empty, or `/a/b`. */
  readonly routePrefix: string
  /** TLS, users and tokens; undefined: none of them. */
  readonly webConfigFile: string | undefined
  /** Holds the key of links; undefined: one of its own in the storage directory. */
  readonly linkKeyFile: string | undefined
  /** Grafana as people reach it, without a trailing slash; undefined: no links to it. */
  readonly grafanaUrl: string | undefined
  /** Globs of log rule files. */
  readonly rulesLogs: readonly string[]
  /** How often senders repeat a firing alert: silence for less than this after a start proves nothing. */
  readonly resendPeriodMs: number
  /** When an alert that came by a webhook ends without a word; undefined: only when the sender says so. */
  readonly webhookExpiryMs: number | undefined
  /** How long what is over stays on record: alerts told, decisions, deliveries, silences. */
  readonly retentionMs: number
  readonly logLevel: string
  /** 0 for none. */
  readonly silenceLimits: { readonly maxSilences: number; readonly maxBytes: number }
  /** Of the API: GETs at once, and milliseconds for one request; 0 for none. */
  readonly apiLimits: { readonly getConcurrency: number; readonly timeoutMs: number }
  /** How matchers are read: `--enable-feature=classic-mode` or `utf8-strict-mode`. */
  readonly matchers: 'fallback' | 'classic' | 'utf8'
}

export type CommandLine =
  | { readonly kind: 'run'; readonly settings: Settings }
  | { readonly kind: 'say'; readonly text: string }

const LOG_LEVELS = ['debug', 'info', 'warn', 'error']
/** Those of Alertmanager's features that change nothing here. */
const IDLE_FEATURES = [
  'alert-names-in-metrics',
  'receiver-name-in-metrics',
  'group-key-in-metrics',
  'auto-gomemlimit',
  'event-recorder',
]

/** Reads the command line. Throws OperatorError with what is wrong and what is allowed. */
export function readCommandLine(
  args: readonly string[],
  version: string,
  warn: (message: string) => void,
): CommandLine {
  const flags = parseFlags(args, warn)
  if (flags.on('help')) return { kind: 'say', text: helpText() }
  if (flags.on('version')) return { kind: 'say', text: `tocsin router, version ${version}\n` }
  if (flags.on('cluster.peer')) {
    throw new OperatorError(
      '--cluster.peer is refused: two routers on two disks would tell everyone twice; run one router',
    )
  }
  if (flags.on('web.systemd-socket')) {
    throw new OperatorError('--web.systemd-socket is not supported: name the address with --web.listen-address')
  }
  if (!['json', 'logfmt'].includes(flags.text('log.format'))) {
    throw new OperatorError(`--log.format: "${flags.text('log.format')}" is neither json nor logfmt`)
  }
  if (flags.text('log.format') === 'logfmt') warn('--log.format=logfmt has no effect: log lines are JSON')
  const logLevel = flags.text('log.level')
  if (!LOG_LEVELS.includes(logLevel)) {
    throw new OperatorError(`--log.level: "${logLevel}" is none of ${LOG_LEVELS.join(', ')}`)
  }
  const externalUrl = readUrl(flags, 'web.external-url')
  const webhookExpiryMs = readDuration(flags, 'webhooks.expire-after')
  const [listen, ...more] = flags.all('web.listen-address').map(readListenAddress)
  if (listen === undefined) throw new OperatorError('--web.listen-address is needed')
  return {
    kind: 'run',
    settings: {
      configFile: flags.text('config.file'),
      storagePath: flags.text('storage.path'),
      listen: [listen, ...more],
      externalUrl,
      routePrefix: readPrefix(flags.text('web.route-prefix'), externalUrl),
      webConfigFile: flags.text('web.config.file') || undefined,
      linkKeyFile: flags.text('link.key-file') || undefined,
      grafanaUrl: readUrl(flags, 'links.grafana'),
      rulesLogs: flags.all('rules.logs'),
      resendPeriodMs: readDuration(flags, 'alerts.resend-period'),
      webhookExpiryMs: webhookExpiryMs === 0 ? undefined : webhookExpiryMs,
      retentionMs: readDuration(flags, 'data.retention'),
      logLevel,
      silenceLimits: {
        maxSilences: readCount(flags, 'silences.max-silences'),
        maxBytes: readCount(flags, 'silences.max-silence-size-bytes'),
      },
      apiLimits: {
        getConcurrency: readCount(flags, 'web.get-concurrency') || Math.max(availableParallelism(), 8),
        timeoutMs: readDuration(flags, 'web.timeout'),
      },
      matchers: readFeatures(flags.text('enable-feature'), warn),
    },
  }
}

function readListenAddress(text: string): ListenAddress {
  if (text.startsWith('vsock:')) {
    throw new OperatorError(`--web.listen-address: "${text}" is not supported; write HOST:PORT`)
  }
  return parseListenAddress(text)
}

type FlagName = Parameters<Flags['text']>[0]

function readDuration(flags: Flags, flag: FlagName): number {
  const text = flags.text(flag)
  const ms = parseDuration(text)
  if (ms === undefined) throw new OperatorError(`--${flag}: "${text}" is no duration; write 90s or 1m30s`)
  return ms
}

function readCount(flags: Flags, flag: FlagName): number {
  const text = flags.text(flag)
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new OperatorError(`--${flag}: "${text}" is no number; write 0 for no limit of your own, or 1 and more`)
}

function readUrl(flags: Flags, flag: FlagName): string | undefined {
  try {
    return parseOptionalBaseUrl(flags.text(flag))
  } catch (error) {
    throw new OperatorError(`--${flag}: ${messageOf(error)}`)
  }
}

/** As Alertmanager: without the flag, the path of the external URL. */
function readPrefix(text: string, externalUrl: string | undefined): string {
  const path = text === '' && externalUrl !== undefined ? new URL(externalUrl).pathname : text
  const prefix = path.replace(/^\/+|\/+$/g, '')
  if (!/^[\w.~!$&()*+,;=:@%/-]*$/.test(prefix) || prefix.split('/').some((part) => part === '.' || part === '..')) {
    throw new OperatorError(`--web.route-prefix: "${text}" is no path; write /alerts`)
  }
  return prefix === '' ? '' : `/${prefix}`
}

function readFeatures(text: string, warn: (message: string) => void): Settings['matchers'] {
  const features = text.split(',').filter((name) => name !== '')
  for (const name of features) {
    if (name === 'classic-mode' || name === 'utf8-strict-mode') continue
    const known = ['classic-mode', 'utf8-strict-mode', ...IDLE_FEATURES]
    if (!known.includes(name)) throw new OperatorError(`--enable-feature: "${name}" is none of ${known.join(', ')}`)
    warn(`--enable-feature=${name} is accepted and has no effect`)
  }
  const classic = features.includes('classic-mode')
  if (classic && features.includes('utf8-strict-mode')) {
    throw new OperatorError('--enable-feature: classic-mode and utf8-strict-mode exclude each other')
  }
  if (classic) return 'classic'
  return features.includes('utf8-strict-mode') ? 'utf8' : 'fallback'
}
