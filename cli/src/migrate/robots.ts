/** Robots of chats, and WeCom applications. Pure. */
import { content, type Entry, type Make, nonEmpty } from './making.ts'

/** One entry for each address of a robot, under a variable for each. */
function robots(key: string, param: string, variable: string, more: (address: string) => Entry['fields']): Make {
  return (wanted, { conf, secrets, place }) => {
    const given = wanted.all(param)
    const addresses = given.length > 0 ? given : [conf(param)]
    const from = given.length > 0 ? `${param} of the address at ${place}` : `${param} of PrometheusAlert's app.conf`
    return {
      entries: addresses.map((address) => ({
        key,
        fields: { url: secrets.placeholder(variable, address, from), ...more(address) },
      })),
      notes: [],
    }
  }
}

export const wecomRobot: Make = (wanted, context, text) => {
  const at = wanted.all('at')
  const fields = { ...(at.length > 0 ? { mentioned_list: at } : {}), ...content(text) }
  return robots('wecom_robot_configs', 'wxurl', 'TOCSIN_WECOM_ROBOT_URL', () => fields)(wanted, context, text)
}

export const dingtalk: Make = (wanted, context, text) => {
  const mobiles = wanted.all('at').filter((one) => /^\d+$/.test(one))
  const userIds = wanted.all('at').filter((one) => !/^\d+$/.test(one))
  const all = wanted.all('at').length === 0 && context.conf('dd_isatall') === '1'
  const at = {
    ...(mobiles.length > 0 ? { mobiles } : {}),
    ...(userIds.length > 0 ? { user_ids: userIds } : {}),
    ...(all ? { all } : {}),
  }
  const more = (address: string) => {
    // Written without encoding, it is a parameter of the whole address.
    const secret = URL.parse(address)?.searchParams.get('secret') || wanted.one('secret')
    const signs = secret !== '' || context.conf('open-dingding-secret') === '1'
    const from = `"secret=" in ddurl, at ${context.place}; without it in TOCSIN_DINGTALK_URL`
    return {
      ...(signs ? { secret: context.secrets.placeholder('TOCSIN_DINGTALK_SECRET', secret, from) } : {}),
      ...(Object.keys(at).length > 0 ? { at } : {}),
      ...content(text),
    }
  }
  return robots('dingtalk_configs', 'ddurl', 'TOCSIN_DINGTALK_URL', more)(wanted, context, text)
}

export const feishu: Make = (wanted, context, text) => {
  const emails = wanted.all('at').filter((one) => one.includes('@'))
  const users = wanted.all('at').filter((one) => !one.includes('@'))
  const at = { ...(users.length > 0 ? { users } : {}), ...(emails.length > 0 ? { emails } : {}) }
  const fields = { ...(Object.keys(at).length > 0 ? { at } : {}), ...content(text) }
  const made = robots('feishu_configs', 'fsurl', 'TOCSIN_FEISHU_URL', () => fields)(wanted, context, text)
  const old = [...wanted.all('fsurl'), context.conf('fsurl')].some((url) => /\/bot\/hook\//.test(url))
  const note =
    'an address with /bot/hook/ is of an old kind that is not spoken: add the robot anew, and use its /bot/v2/hook/ address'
  return { ...made, notes: old ? [note] : [] }
}

export const wecomApp: Make = (wanted, { conf, secrets }, text) => {
  const list = (param: string, key: string) =>
    (wanted.one(param) || conf(key)).split(/[|,]/).filter((one) => one !== '')
  const from = (key: string) => `${key} of PrometheusAlert's app.conf`
  const secret = (name: string, key: string) => secrets.placeholder(name, conf(key), from(key))
  const fields = {
    corp_id: secret('TOCSIN_WECOM_CORP_ID', 'WorkWechat_CropID'),
    agent_id: secret('TOCSIN_WECOM_AGENT_ID', 'WorkWechat_AgentID'),
    corp_secret: secret('TOCSIN_WECOM_APP_SECRET', 'WorkWechat_AgentSecret'),
    ...nonEmpty({
      to_user: list('wxuser', 'WorkWechat_ToUser'),
      to_party: list('wxparty', 'WorkWechat_ToParty'),
      to_tag: list('wxtag', 'WorkWechat_ToTag'),
    }),
    message_type: 'markdown',
    ...content(text),
  }
  return { entries: [{ key: 'wecom_app_configs', fields }], notes: [] }
}
