/** What the robot's endpoint answers: always HTTP 200, the errcode decides. */

export interface Refusal {
  readonly errcode: number
  readonly errmsg: string
}

const MEANINGS: Readonly<Record<number, string>> = {
  [-1]: 'system busy',
  40001: 'invalid credential',
  40007: 'invalid media_id',
  40008: 'invalid message type',
  40009: 'invalid image size',
  40013: 'invalid corpid',
  40014: 'invalid access_token',
  40056: 'invalid agentid',
  40058: 'invalid Request Parameter',
  40094: 'invalid url, it must begin with http:// or https://',
  41001: 'access_token missing',
  42001: 'access_token expired',
  44004: 'text content is empty',
  45002: 'message content size out of limit',
  45009: 'api freq out of limit',
  45033: 'api concurrent out of limit',
  60020: 'not allow to access from your ip',
  81013: 'user & party & tag all invalid',
  82001: 'touser, toparty and totag are all empty',
  93000: 'invalid webhook url',
}

/** `detail` goes in front, as the real endpoint does: `markdown.content exceed max length 4096. invalid Request Parameter`. */
export function refusal(errcode: number, detail?: string): Refusal {
  const meaning = MEANINGS[errcode] ?? 'refused'
  return { errcode, errmsg: detail ? `${detail}. ${meaning}` : meaning }
}

/** The body as sent: the real endpoint adds a hint number and a link to every errmsg. `now` in ms since the epoch. */
export function refusalBody({ errcode, errmsg }: Refusal, now: number): Refusal {
  const link = `more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`
  return { errcode, errmsg: `${errmsg}, hint: [${now}], from ip: 127.0.0.1, ${link}` }
}
