/** Where each channel of the router leads: the user's own endpoint when its variable is set, in the demo else the sandbox. */

export type Env = Readonly<Record<string, string | undefined>>
export type Profile = 'demo' | 'production'

export interface ChannelTarget {
  readonly channel: 'WeCom' | 'SMS' | 'ticket'
  readonly variable: string
  readonly target: 'sandbox' | 'real' | 'unset'
}

/** A key of the sandbox's own; it opens nothing elsewhere. */
export const SANDBOX_WECOM_KEY = 'sandbox-robot-0000c0de'

const SANDBOX_PHONES = '13800000001,13800000002'

/** `env` has the variables to hand to the router. In production nothing leads to the sandbox. */
export function routerChannels(
  profile: Profile,
  env: Env,
  sandboxUrl: string | undefined,
): { readonly env: Readonly<Record<string, string>>; readonly channels: readonly ChannelTarget[] } {
  const sandbox = profile === 'demo' ? sandboxUrl : undefined
  const stands: readonly (Omit<ChannelTarget, 'target'> & { path: string })[] = [
    { channel: 'WeCom', variable: 'TOCSIN_WECOM_ROBOT_URL', path: `/cgi-bin/webhook/send?key=${SANDBOX_WECOM_KEY}` },
    { channel: 'SMS', variable: 'TOCSIN_SMS_URL', path: '/sms/send' },
    { channel: 'ticket', variable: 'TOCSIN_TICKET_URL', path: '/tickets' },
  ]
  const result: Record<string, string> = {}
  const channels = stands.map(({ channel, variable, path }): ChannelTarget => {
    const own = env[variable]
    const url = own || (sandbox && sandbox + path)
    if (url) result[variable] = url
    return { channel, variable, target: own ? 'real' : sandbox ? 'sandbox' : 'unset' }
  })
  const phones =
    env['TOCSIN_SMS_TO'] || (result['TOCSIN_SMS_URL'] && !env['TOCSIN_SMS_URL'] ? SANDBOX_PHONES : undefined)
  if (phones) result['TOCSIN_SMS_TO'] = phones
  return { env: result, channels }
}
