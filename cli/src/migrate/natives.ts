/** What one webhook to PrometheusAlert is here: entries of our own channels. Pure. */
import type { Wanted } from './address.ts'
import type { Make, NativeContext, Natives } from './making.ts'
import { aliyunSms, aliyunVoice, tencentSms, tencentVoice } from './phones.ts'
import { dingtalk, feishu, wecomApp, wecomRobot } from './robots.ts'

/** Undefined for a type without a channel here. */
export function nativesOf(wanted: Wanted, context: NativeContext): Natives | undefined {
  const make = Object.hasOwn(MAKERS, wanted.type) ? MAKERS[wanted.type] : undefined
  if (!make) return undefined
  const has = wanted.tpl !== '' && context.hasTemplate(wanted.tpl)
  const made = make(wanted, context, has ? `{{ template ${JSON.stringify(wanted.tpl)} . }}` : undefined)
  const notes = [
    ...made.notes,
    ...(has ? [] : [`template "${wanted.tpl}" was not among the given ones: Tocsin's own words are used`]),
    ...(wanted.one('rr') === 'true'
      ? ['"rr": each message goes to all of the addresses, not to one after the other']
      : []),
  ]
  return { entries: made.entries, notes }
}

const email: Make = (wanted, { conf, secrets }, text) => {
  const host = conf('Email_host') === '' ? '' : `${conf('Email_host')}:${conf('Email_port') || '465'}`
  const from = (key: string) => `${key} of PrometheusAlert's app.conf`
  const to =
    wanted.all('email').length > 0
      ? wanted.all('email')
      : conf('Default_emails')
          .split(',')
          .filter((one) => one !== '')
  // The one title of app.conf would hide what ours says.
  const title = wanted.one('emailtitle')
  const user = secrets.placeholder('TOCSIN_SMTP_USERNAME', conf('Email_user'), from('Email_user'))
  const fields = {
    smarthost: secrets.placeholder(
      'TOCSIN_SMTP_SMARTHOST',
      host,
      "Email_host:Email_port of PrometheusAlert's app.conf",
    ),
    from: user,
    auth_username: user,
    auth_password: secrets.placeholder('TOCSIN_SMTP_PASSWORD', conf('Email_password'), from('Email_password')),
    to: to.length > 0 ? to : secrets.placeholder('TOCSIN_SMTP_TO', '', '"email" of PrometheusAlert\'s app.conf'),
    ...(title === '' ? {} : { headers: { Subject: title } }),
    ...(text === undefined ? {} : { html: text, text: '' }),
  }
  return { entries: [{ key: 'email_configs', fields }], notes: [] }
}

const webhook: Make = (wanted, { secrets, place }, text) => ({
  entries: wanted.all('webhookurl').map((address) => ({
    key: 'webhook_configs',
    fields: {
      url: secrets.placeholder('TOCSIN_WEBHOOK_URL', address, `webhookurl of the address at ${place}`),
      ...(text === undefined ? {} : { payload: text }),
    },
  })),
  notes: wanted.all('webhookurl').length > 0 ? [] : ['no webhookurl: nothing is sent'],
})

const MAKERS: Readonly<Record<string, Make>> = {
  wx: wecomRobot,
  dd: dingtalk,
  fs: feishu,
  workwechat: wecomApp,
  alydx: aliyunSms,
  alydh: aliyunVoice,
  txdx: tencentSms,
  txdh: tencentVoice,
  email,
  webhook,
}

export const KNOWN_TYPES = Object.keys(MAKERS)
