/** One entry of `webhook_configs`. Names and defaults are Alertmanager's. Source: its docs, configuration, `<webhook_config>`. */
import { formatDuration, parseDuration } from '@tocsin/kit'
import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf } from '../config.ts'
import { basicAuthorization, type HttpConfig, httpConfig } from '../http-config.ts'
import { defaultTemplates, isTemplate, parsedText } from '../templated.ts'
import { type Payload, payloadSchema } from './custom.ts'

export interface WebhookConfig extends CommonConfig {
  readonly target: Target
  readonly http: HttpConfig
  /** 0: all. */
  readonly maxAlerts: number
  /** Instead of version 4. */
  readonly payload: Payload | undefined
  /** Messages are signed with it. */
  readonly hmacSecret: string | undefined
}

/** Where it goes. A fixed address is without user and password: they are in `http.headers`. */
export type Target =
  | { readonly kind: 'fixed'; readonly url: string }
  /** `host`: where the template leaves it open, undefined. */
  | { readonly kind: 'template'; readonly template: CompiledText; readonly host: string | undefined }

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

type Address = { readonly target: Target; readonly headers: Readonly<Record<string, string>> }

function addressSchema(templates: TemplateSet) {
  return z.string({ error: URL_ALLOWED }).transform((text, context): Address => {
    const report = (message: string) => context.addIssue({ code: 'custom', message })
    if (isTemplate(text)) {
      // An address may be a secret as a whole: what is wrong with it is told without any of its words.
      const template = parsedText(templates, text, (message) => report(placeOf(message)))
      const host = /^https?:\/\/([^/?#{}@\s]+)[/?#]/.exec(text)?.[1]
      return template ? { target: { kind: 'template', template, host }, headers: {} } : z.NEVER
    }
    const address = webAddress(text)
    if (address) return withoutLogin(address)
    report(URL_ALLOWED)
    return z.NEVER
  })
}

/** Undefined for what a message cannot be posted to. */
export function webAddress(text: string): URL | undefined {
  const found = URL.parse(text)
  return found && ['http:', 'https:'].includes(found.protocol) ? found : undefined
}

/** Of `line 1, column 3 of the text: …` the place alone. */
function placeOf(message: string): string {
  const place = /^line \d+, column \d+/.exec(message)?.[0] ?? 'somewhere'
  return `is a template with a mistake at ${place} of the text, which is not shown because it may be secret`
}

const SECRET_ALLOWED = 'must be a text of 16 to 256 characters on one line'

const hmacSecret = z.string({ error: SECRET_ALLOWED }).regex(/^[^\p{Cc}]{16,256}$/u, { error: SECRET_ALLOWED })

const MAX_ALERTS_ALLOWED = 'must be a whole number from 0, which stands for all'

export function webhookSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('en'),
      url: addressSchema(templates),
      http_config: httpConfig.prefault({}),
      max_alerts: z.int({ error: MAX_ALERTS_ALLOWED }).min(0, { error: MAX_ALERTS_ALLOWED }).default(0),
      timeout: timeout.prefault('0s'),
      payload: payloadSchema(templates).optional(),
      hmac_secret: hmacSecret.optional(),
    })
    .transform(({ url: { target, headers }, http_config, max_alerts, payload, ...fields }): WebhookConfig => {
      return {
        ...commonOf(fields),
        target,
        payload,
        hmacSecret: fields.hmac_secret,
        http: { ...http_config, headers: { ...headers, ...http_config.headers } },
        maxAlerts: max_alerts,
      }
    })
}

/** `http://user:password@host` logs in, where no other login is set. */
function withoutLogin(address: URL): Address {
  const { username, password } = address
  const url = new URL(address)
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { target: { kind: 'fixed', url: url.href }, headers: {} }
  const login = basicAuthorization(decodeURIComponent(username), decodeURIComponent(password))
  return { target: { kind: 'fixed', url: url.href }, headers: { authorization: login } }
}
