/** One entry of `webhook_configs`. Names and defaults are Alertmanager's. Source: its docs, configuration, `<webhook_config>`. */
import { formatDuration, parseDuration } from '@tocsin/kit'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf } from '../config.ts'
import { basicAuthorization, type HttpConfig, httpConfig } from '../http-config.ts'

export interface WebhookConfig extends CommonConfig {
  /** Without user and password: they are in `http.headers`. */
  readonly url: string
  readonly http: HttpConfig
  /** 0: all. */
  readonly maxAlerts: number
}

const TIMEOUT_ALLOWED = 'must be a duration such as 10s; 0s stands for the longest'
/** Alertmanager's own limit is the group's interval; ours is what a delivery may take before the router takes it for lost. */
const MAX_TIMEOUT_MS = 60_000

const timeout = z.string({ error: TIMEOUT_ALLOWED }).transform((text, context) => {
  const ms = parseDuration(text)
  if (ms !== undefined && (ms === 0 || ms >= 100)) return ms === 0 ? MAX_TIMEOUT_MS : Math.min(ms, MAX_TIMEOUT_MS)
  context.addIssue({ code: 'custom', message: `${TIMEOUT_ALLOWED} (${formatDuration(MAX_TIMEOUT_MS)})` })
  return z.NEVER
})

const URL_ALLOWED = 'must be an http or https URL'

const url = z.string({ error: URL_ALLOWED }).transform((text, context) => {
  const found = URL.parse(text)
  if (found && ['http:', 'https:'].includes(found.protocol)) return found
  context.addIssue({ code: 'custom', message: URL_ALLOWED })
  return z.NEVER
})

const MAX_ALERTS_ALLOWED = 'must be a whole number from 0, which stands for all'

export const webhookSchema = z
  .strictObject({
    ...commonFields('en'),
    url,
    http_config: httpConfig.prefault({}),
    max_alerts: z.int({ error: MAX_ALERTS_ALLOWED }).min(0, { error: MAX_ALERTS_ALLOWED }).default(0),
    timeout: timeout.prefault('0s'),
  })
  .transform(({ url: address, http_config, max_alerts, ...fields }): WebhookConfig => {
    const { url, headers } = withoutLogin(address)
    return {
      ...commonOf(fields),
      url,
      http: { ...http_config, headers: { ...headers, ...http_config.headers } },
      maxAlerts: max_alerts,
    }
  })

/** `http://user:password@host` logs in, where no other login is set. */
function withoutLogin(address: URL): { readonly url: string; readonly headers: Readonly<Record<string, string>> } {
  const { username, password } = address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { url: url.href, headers: {} }
  const login = basicAuthorization(decodeURIComponent(username), decodeURIComponent(password))
  return { url: url.href, headers: { authorization: login } }
}
