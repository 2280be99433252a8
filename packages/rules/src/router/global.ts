/** `global`, and the other parts of Alertmanager's file that concern no route. Source: Alertmanager `config/config.go`, `GlobalConfig`. */
import type { Path } from '@tocsin/kit'
import { z } from 'zod'
import { durationSchema } from '../duration.ts'
import { isRecord, scalarText } from '../raw.ts'
import { flag, wants } from './fields.ts'

/** Where a variable stands the value is judged once it is known, if anybody uses it. */
const HAS_VARIABLE = /\$\{/

const url = scalarText.superRefine((written, context) => {
  if (HAS_VARIABLE.test(written)) return
  const found = URL.parse(written)
  const issue = (message: string): void => context.addIssue({ code: 'custom', message })
  if (!found) issue('must be an http or https URL')
  else if (!/^https?:$/.test(found.protocol)) issue(`unsupported scheme "${found.protocol.slice(0, -1)}" for URL`)
  else if (found.host === '') issue('missing host for URL')
})

const hostPort = scalarText.superRefine((written, context) => {
  if (written === '' || HAS_VARIABLE.test(written) || /^(?:\[[^\]]*\]|[^:[\]]*):[^:]+$/.test(written)) return
  context.addIssue({ code: 'custom', message: 'must be HOST:PORT, such as smtp.example.com:587' })
})

const settings = z.looseObject({}, { error: wants('an object') })

/** Settings of channels that are not ours are read, so that a file need not be cut to size, and mean nothing. */
const VENDOR_URLS = [
  ...['jira_api_url', 'slack_api_url', 'slack_app_url', 'pagerduty_url', 'opsgenie_api_url', 'wechat_api_url'],
  ...['victorops_api_url', 'telegram_api_url', 'webex_api_url', 'rocketchat_api_url', 'mattermost_webhook_url'],
]
const VENDOR_TEXTS = [
  ...['slack_api_url_file', 'slack_app_token', 'slack_app_token_file', 'opsgenie_api_key', 'opsgenie_api_key_file'],
  ...['wechat_api_secret', 'wechat_api_secret_file', 'wechat_api_corp_id', 'victorops_api_key'],
  ...['victorops_api_key_file', 'telegram_bot_token', 'telegram_bot_token_file', 'rocketchat_token'],
  ...['rocketchat_token_file', 'rocketchat_token_id', 'rocketchat_token_id_file', 'mattermost_webhook_url_file'],
]

/** Entry of a receiver → the global setting that it has where it says nothing itself. */
const EMAIL_DEFAULTS: Readonly<Record<string, string>> = {
  from: 'smtp_from',
  smarthost: 'smtp_smarthost',
  hello: 'smtp_hello',
  auth_username: 'smtp_auth_username',
  auth_password: 'smtp_auth_password',
  auth_password_file: 'smtp_auth_password_file',
  auth_secret: 'smtp_auth_secret',
  auth_secret_file: 'smtp_auth_secret_file',
  auth_identity: 'smtp_auth_identity',
  require_tls: 'smtp_require_tls',
  force_implicit_tls: 'smtp_force_implicit_tls',
  tls_config: 'smtp_tls_config',
}

const DEFAULTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  email: EMAIL_DEFAULTS,
  webhook: { http_config: 'http_config' },
}

function fields<T extends z.ZodType>(names: readonly string[], field: T): Record<string, z.ZodOptional<T>> {
  return Object.fromEntries(names.map((name) => [name, field.optional()]))
}

const SMTP_TEXTS = ['from', 'hello', 'auth_username', 'auth_password', 'auth_password_file', 'auth_secret']

export const globalField = z
  .strictObject(
    {
      ...fields(VENDOR_URLS, url),
      ...fields(VENDOR_TEXTS, scalarText),
      ...fields(
        [...SMTP_TEXTS, 'auth_secret_file', 'auth_identity'].map((name) => `smtp_${name}`),
        scalarText,
      ),
      smtp_smarthost: hostPort.optional(),
      smtp_require_tls: flag.optional(),
      smtp_force_implicit_tls: flag.optional(),
      smtp_tls_config: settings.optional(),
      http_config: settings.optional(),
      resolve_timeout: durationSchema().optional(),
    },
    { error: wants('an object, e.g. resolve_timeout: 5m') },
  )
  .superRefine((global: Readonly<Record<string, unknown>>, context) => {
    const issue = (key: string, message: string): void => context.addIssue({ code: 'custom', path: [key], message })
    for (const key of Object.keys(global)) {
      const plain = key.replace(/_file$/, '')
      if (plain === key || global[key] === undefined || global[plain] === undefined) continue
      issue(key, `at most one of ${plain} & ${key} must be configured`)
    }
    const token = global['slack_app_token'] ?? global['slack_app_token_file']
    const hook = global['slack_api_url'] ?? global['slack_api_url_file']
    // Alertmanager lets an API address stand beside a token where it is that of the application.
    const application = global['slack_app_url'] ?? 'https://slack.com/api/chat.postMessage'
    if (token !== undefined && hook !== undefined && hook !== application) {
      const pair = 'slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file'
      issue('slack_api_url', `at most one of ${pair} must be configured`)
    }
  })

/** Read for the sake of the file, without effect: `tracing` is set by OTEL_* variables here, events are the history. */
export const IDLE_FIELDS = {
  tracing: z
    .strictObject(
      {
        ...fields(['client_type', 'endpoint', 'compression'], scalarText),
        sampling_fraction: z.number({ error: 'must be a number from 0 to 1' }).optional(),
        insecure: flag.optional(),
        tls_config: settings.optional(),
        headers: settings.optional(),
        timeout: durationSchema().optional(),
      },
      { error: wants('an object') },
    )
    .optional(),
  event_recorder: settings.optional(),
}

export interface WithDefaults {
  readonly entry: Readonly<Record<string, unknown>>
  /** Where the value at a path of the entry is written, if not in the entry itself. */
  readonly writtenAt: (path: Path) => Path | undefined
}

/** An entry of `TYPE_configs` with what `global` says for its type. A whole field is taken over, or nothing of it. */
export function withGlobalDefaults(
  type: string,
  entry: Readonly<Record<string, unknown>>,
  global: unknown,
): WithDefaults {
  const taken = new Map<string, string>()
  const merged: Record<string, unknown> = { ...entry }
  const has = (key: string): boolean => entry[key] !== undefined && entry[key] !== ''
  for (const [key, from] of Object.entries(isRecord(global) ? (DEFAULTS[type] ?? {}) : {})) {
    const value = isRecord(global) ? global[from] : undefined
    // A secret and the file that holds it are one setting.
    if (value === undefined || has(key) || has(`${key}_file`) || has(key.replace(/_file$/, ''))) continue
    merged[key] = value
    taken.set(key, from)
  }
  return {
    entry: merged,
    writtenAt: ([key, ...rest]) => {
      const from = taken.get(String(key))
      return from === undefined ? undefined : ['global', from, ...rest]
    },
  }
}

/**
 * What an entry lacks even with what `global` says, in Alertmanager's words, by field. `namesPeople`: the receiver's messages
 * are for people of people.yml, whose addresses are there.
 */
export function lacking(
  type: string,
  entry: Readonly<Record<string, unknown>>,
  namesPeople: boolean,
): ReadonlyMap<string, string> {
  if (type !== 'email') return new Map()
  return new Map(
    [
      ...(namesPeople
        ? []
        : [['to', 'missing to address in email config; write to here, or notify in the receiver'] as const]),
      ['smarthost', 'no global SMTP smarthost set; write smarthost here, or smtp_smarthost under global'] as const,
      ['from', 'no global SMTP from set; write from here, or smtp_from under global'] as const,
    ].filter(([key]) => entry[key] === undefined || entry[key] === ''),
  )
}
