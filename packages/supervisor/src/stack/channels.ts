/** Where each channel of the router leads: the user's own endpoint when its variable is set, in the demo else the sandbox. */

import type { StackPorts } from './ports.ts'

export type Env = Readonly<Record<string, string | undefined>>
export type Profile = 'demo' | 'production'

export interface ChannelTarget {
  readonly channel: 'WeCom' | 'WeCom application' | 'SMS' | 'ticket' | 'e-mail'
  readonly variable: string
  readonly target: 'sandbox' | 'real' | 'unset'
}

/** A key of the sandbox's own; it opens nothing elsewhere. */
export const SANDBOX_WECOM_KEY = 'sandbox-robot-0000c0de'

/** The application of the sandbox, whose card buttons it tells to this receiver; its secrets open nothing elsewhere. */
export const SANDBOX_APP = {
  TOCSIN_WECOM_APP_CORP_ID: 'wwsandbox0000c0de',
  TOCSIN_WECOM_APP_AGENT_ID: '1000002',
  TOCSIN_WECOM_APP_SECRET: 'sandbox-application-0000c0de',
  TOCSIN_WECOM_APP_TO_USER: '@all',
  TOCSIN_WECOM_APP_CALLBACK_TOKEN: 'sandbox-callback-0000c0de',
  TOCSIN_WECOM_APP_AES_KEY: 'sandboxsandboxsandboxsandboxsandboxsandbox0',
}
export const APP_CALLBACK_PATH = '/callback/wecom/wecom-app-oncall'
const WECOM_API = 'https://qyapi.weixin.qq.com'

const SANDBOX_PHONES = '13800000001,13800000002'

const SANDBOX_MAIL = { TOCSIN_SMTP_FROM: 'Tocsin <tocsin@example.com>', TOCSIN_SMTP_TO: 'oncall@example.com' }

export interface Sandbox {
  readonly url: string
  /** Of its mail server, HOST:PORT. */
  readonly smarthost: string
}

export function sandboxOf(ports: StackPorts): Sandbox {
  return { url: `http://127.0.0.1:${ports.sandbox}`, smarthost: `127.0.0.1:${ports.smtp}` }
}

const EDITED_FOR: readonly ChannelTarget['channel'][] = ['e-mail', 'WeCom application']

/** `env` has the variables to hand to the router. In production nothing leads to the sandbox. */
export function routerChannels(
  profile: Profile,
  env: Env,
  sandboxed: Sandbox | undefined,
): { readonly env: Readonly<Record<string, string>>; readonly channels: readonly ChannelTarget[] } {
  const sandbox = profile === 'demo' ? sandboxed : undefined
  const robotPath = `/cgi-bin/webhook/send?key=${SANDBOX_WECOM_KEY}`
  const stands: readonly (Omit<ChannelTarget, 'target'> & { stand: string | undefined })[] = [
    { channel: 'WeCom', variable: 'TOCSIN_WECOM_ROBOT_URL', stand: sandbox && sandbox.url + robotPath },
    {
      channel: 'WeCom application',
      variable: 'TOCSIN_WECOM_APP_CORP_ID',
      stand: sandbox && SANDBOX_APP.TOCSIN_WECOM_APP_CORP_ID,
    },
    { channel: 'SMS', variable: 'TOCSIN_SMS_URL', stand: sandbox && `${sandbox.url}/sms/send` },
    { channel: 'ticket', variable: 'TOCSIN_TICKET_URL', stand: sandbox && `${sandbox.url}/tickets` },
    { channel: 'e-mail', variable: 'TOCSIN_SMTP_SMARTHOST', stand: sandbox?.smarthost },
  ]
  const result: Record<string, string> = {}
  const channels = stands.map(({ channel, variable, stand }): ChannelTarget => {
    const own = env[variable]
    const address = own || stand
    if (address) result[variable] = address
    return { channel, variable, target: own ? 'real' : sandbox ? 'sandbox' : 'unset' }
  })
  const phones =
    env['TOCSIN_SMS_TO'] || (result['TOCSIN_SMS_URL'] && !env['TOCSIN_SMS_URL'] ? SANDBOX_PHONES : undefined)
  if (phones) result['TOCSIN_SMS_TO'] = phones
  return {
    env: { ...result, ...appVariables(env, sandbox), ...mailVariables(env, sandbox) },
    // Nothing goes there unless router.yml was edited for it, so nobody has to hear that they have no address.
    channels: channels.filter(({ channel, target }) => !EDITED_FOR.includes(channel) || target !== 'unset'),
  }
}

/** A company of the user's has nothing of the sandbox's application. */
function appVariables(env: Env, sandbox: Sandbox | undefined): Record<string, string> {
  if (env['TOCSIN_WECOM_APP_CORP_ID'] || !sandbox) {
    return { TOCSIN_WECOM_APP_API_URL: env['TOCSIN_WECOM_APP_API_URL'] || WECOM_API }
  }
  const own = Object.entries(SANDBOX_APP).map(([name, value]) => [name, env[name] || value])
  return { ...Object.fromEntries(own), TOCSIN_WECOM_APP_API_URL: env['TOCSIN_WECOM_APP_API_URL'] || sandbox.url }
}

/** Only the sandbox does without encryption: its mail stays on this machine, and it has no certificate. */
function mailVariables(env: Env, sandbox: Sandbox | undefined): Record<string, string> {
  if (env['TOCSIN_SMTP_SMARTHOST'] || !sandbox) {
    return { TOCSIN_SMTP_REQUIRE_TLS: env['TOCSIN_SMTP_REQUIRE_TLS'] || 'true' }
  }
  const own = Object.entries(SANDBOX_MAIL).map(([name, value]) => [name, env[name] || value])
  return { ...Object.fromEntries(own), TOCSIN_SMTP_REQUIRE_TLS: 'false' }
}
