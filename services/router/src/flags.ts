/** The command line: Alertmanager's, and ours. Source: Alertmanager 0.34 `cmd/alertmanager/main.go`; kingpin's forms of flags. */
import { parseArgs } from 'node:util'
import { messageOf, OperatorError } from '@tocsin/kit'

interface Flag {
  /** What its value is, for the help; undefined: `--NAME` and `--no-NAME`. */
  readonly takes?: string
  readonly fallback?: string
  readonly help: string
  readonly repeatable?: true
}

const FLAGS = {
  'config.file': { takes: 'FILE', fallback: 'alertmanager.yml', help: 'routes and receivers' },
  'storage.path': { takes: 'DIR', fallback: 'data/', help: 'directory of the database' },
  'data.retention': { takes: 'DURATION', fallback: '120h', help: 'how long what is over stays on record' },
  'web.listen-address': {
    takes: 'HOST:PORT',
    fallback: '127.0.0.1:9093',
    help: 'where to listen; :PORT is every interface, PORT loopback; may be repeated',
    repeatable: true,
  },
  'web.external-url': { takes: 'URL', fallback: '', help: 'the router as people reach it, for links' },
  'web.route-prefix': {
    takes: 'PATH',
    fallback: '',
    help: 'below which all paths lie; else the path of the external URL',
  },
  'web.get-concurrency': { takes: 'N', fallback: '0', help: 'GETs of the API at once; 0: 8, or one for each CPU' },
  'web.timeout': {
    takes: 'DURATION',
    fallback: '0s',
    help: 'what a request of the API may take, posted alerts apart; 0s: no limit',
  },
  'silences.max-silences': { takes: 'N', fallback: '0', help: 'silences on record; 0: no limit' },
  'silences.max-silence-size-bytes': { takes: 'N', fallback: '0', help: 'size of one silence; 0: no limit' },
  'web.config.file': { takes: 'FILE', fallback: '', help: 'TLS, users and tokens' },
  'link.key-file': {
    takes: 'FILE',
    fallback: '',
    help: 'key of the links by which messages can be acted on; else one is made in the storage directory',
  },
  'links.grafana': { takes: 'URL', fallback: '', help: 'Grafana as people reach it, for links' },
  'rules.logs': { takes: 'GLOB', help: 'log rule files; may be repeated', repeatable: true },
  'alerts.resend-period': { takes: 'DURATION', fallback: '90s', help: 'how often senders repeat a firing alert' },
  'webhooks.expire-after': {
    takes: 'DURATION',
    fallback: '0s',
    help: 'when an alert of a webhook ends that nobody repeats; 0s: only when the sender says so',
  },
  'log.level': { takes: 'LEVEL', fallback: 'info', help: 'debug, info, warn or error' },
  'log.format': { takes: 'FORMAT', fallback: 'json', help: 'lines are JSON; logfmt is accepted and has no effect' },
  'enable-feature': { takes: 'NAMES', fallback: '', help: "Alertmanager's features, with commas between them" },
  'cluster.peer': { takes: 'HOST:PORT', help: 'refused: run one router', repeatable: true },
  'web.systemd-socket': { help: 'refused: name the address' },
  help: { help: 'this text' },
  version: { help: 'the version' },
} as const satisfies Readonly<Record<string, Flag>>

/** Accepted because a wrapper may pass them. */
const WITHOUT_EFFECT: Readonly<Record<string, { readonly takes?: string; readonly why: string }>> = {
  'data.maintenance-interval': { takes: 'DURATION', why: 'every change is on disk at once' },
  'alerts.gc-interval': { takes: 'DURATION', why: 'what is over leaves by --data.retention' },
  'alerts.per-alertname-limit': { takes: 'N', why: 'there is no limit' },
  'dispatch.start-delay': { takes: 'DURATION', why: '--alerts.resend-period holds ends back after a start' },
  'dispatch.maintenance-interval': { takes: 'DURATION', why: 'groups are rows that need none' },
  'auto-gomemlimit.ratio': { takes: 'RATIO', why: 'this is no Go program' },
  'log.silences': { why: 'each version of a silence is on record' },
  'cluster.allow-insecure-public-advertise-address-discovery': { why: 'there is no cluster' },
  ...Object.fromEntries(
    [
      ...[
        'listen-address',
        'advertise-address',
        'peer-name',
        'peer-timeout',
        'peers-resolve-timeout',
        'gossip-interval',
      ],
      ...[
        'pushpull-interval',
        'tcp-timeout',
        'probe-timeout',
        'probe-interval',
        'settle-timeout',
        'reconnect-interval',
      ],
      ...['reconnect-timeout', 'tls-config', 'label'],
    ].map((name) => [`cluster.${name}`, { takes: 'VALUE', why: 'there is no cluster' }]),
  ),
}

type FlagName = keyof typeof FLAGS

export interface Flags {
  /** The value given, else the default. */
  text(name: FlagName): string
  /** Of a flag that may be repeated; the default where it was not given. */
  all(name: FlagName): readonly string[]
  /** Given, and not as `--no-NAME`. */
  on(name: FlagName): boolean
}

/** Throws OperatorError. `warn` hears of flags without effect, one line each. */
export function parseFlags(args: readonly string[], warn: (message: string) => void): Flags {
  const known: Readonly<Record<string, Flag>> = FLAGS
  const options = Object.fromEntries(
    Object.entries({ ...known, ...WITHOUT_EFFECT }).map(([name, { takes }]) => [
      name,
      {
        type: takes === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true as const,
        ...(name === 'help' ? { short: 'h' } : {}),
      },
    ]),
  )
  const values = new Map(Object.entries(parse(args, options)))
  for (const [name, given = []] of values) {
    if (given.length > 1 && !known[name]?.repeatable)
      throw new OperatorError(`--${name} is given ${given.length} times`)
    const { why } = WITHOUT_EFFECT[name] ?? {}
    if (why !== undefined) warn(`--${name} is accepted and has no effect: ${why}`)
  }
  const all = (name: FlagName): readonly string[] => {
    const given = values.get(name)?.map(String)
    const { fallback } = known[name] ?? {}
    return given ?? (fallback === undefined ? [] : [fallback])
  }
  return {
    all,
    text: (name) => all(name).at(-1) ?? '',
    on: (name) => values.get(name)?.at(-1) === true || (known[name]?.takes !== undefined && values.has(name)),
  }
}

type Options = Readonly<Record<string, { type: 'boolean' | 'string'; multiple: true; short?: string }>>

function parse(
  args: readonly string[],
  options: Options,
): Readonly<Record<string, readonly (string | boolean)[] | undefined>> {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowNegative: true }).values
  } catch (error) {
    const why = messageOf(error)
      .replace(/\. To specify.*$/s, '')
      .replace(/\n/g, ' ')
    const names = Object.keys(FLAGS).map((name) => `--${name}`)
    throw new OperatorError(`${why}. Flags: ${names.join(' ')}; and Alertmanager's others, see --help`)
  }
}

export function helpText(): string {
  const all: Readonly<Record<string, Flag>> = FLAGS
  const lines = Object.entries(all).map(([name, { takes, fallback, help }]) => {
    const shown = `${name === 'help' ? '-h, ' : ''}--${name}${takes === undefined ? '' : `=${takes}`}`
    return `  ${shown.padEnd(36)} ${help}${fallback ? ` (${fallback})` : ''}`
  })
  const idle = Object.entries(WITHOUT_EFFECT).map(([name, { why }]) => `  --${name}: ${why}`)
  return `usage: router [FLAGS]\n\n${lines.join('\n')}\n\nAccepted for Alertmanager's sake, without effect:\n${idle.join('\n')}\n`
}
