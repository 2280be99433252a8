/** What `tocsin start` writes. Pure: data in, text out. */

import type { ChannelTarget, Failure } from '@tocsin/supervisor'

export type Urls = Readonly<Record<string, string>>

const NAME_WIDTH = 12
const URL_WIDTH = 42

/** `  shop        http://127.0.0.1:8081                       3.2 s` */
export function readyLine(name: string, url: string, sinceStartMs: number): string {
  return `  ${name.padEnd(NAME_WIDTH)}${url.padEnd(URL_WIDTH)}${seconds(sinceStartMs).padStart(8)}`
}

export function failureLines(
  name: string,
  failure: Failure,
  options: { readonly retryInMs: number | undefined; readonly logPath: string },
): string {
  const { retryInMs, logPath } = options
  const next = retryInMs === undefined ? 'given up' : `starting again in ${seconds(retryInMs)}`
  const tail = failure.lastLines.length > 0 ? [`      end of ${logPath}:`] : []
  return [
    `  ${name.padEnd(NAME_WIDTH)}${failure.reason}; ${next}`,
    ...tail,
    ...failure.lastLines.map((line) => `      | ${line}`),
  ].join('\n')
}

/** Which channels reach real people. */
export function channelLines(channels: readonly ChannelTarget[]): string[] {
  const of = (target: ChannelTarget['target']): ChannelTarget[] => channels.filter((entry) => entry.target === target)
  const names = (target: ChannelTarget['target']): string =>
    of(target)
      .map(({ channel }) => channel)
      .join(', ')
  const variables = (target: ChannelTarget['target']): string =>
    of(target)
      .map(({ variable }) => variable)
      .join(', ')
  return [
    ...(of('sandbox').length > 0 ? [`Channels to the sandbox: ${names('sandbox')}.`] : []),
    ...(of('real').length > 0 ? [`REAL channels, by your ${variables('real')}: ${names('real')}.`] : []),
    ...(of('unset').length > 0 ? [`Channels without an address: ${names('unset')}; set ${variables('unset')}.`] : []),
  ]
}

/** `rulesDir` as the user would name it. Nothing when nobody watches it. */
export function rulesLines(urls: Urls, rulesDir: string): string[] {
  if (!urls['rules']) return []
  return [`Rules: edit ${rulesDir}/, a save is in force within 5 s. / 编辑 ${rulesDir}/，保存后 5 秒内生效。`]
}

/** The loop to try, or nothing when what it needs does not run. */
export function loopLines(urls: Urls): string[] {
  const { faults, sandbox } = urls
  if (!faults || !sandbox || !urls['router'] || !urls['prometheus']) return []
  return [
    'Try the loop / 试一试:',
    '',
    '  1. Make 5 % of the shop slow. / 让商城 5% 的请求变慢。',
    `     curl -X PUT ${faults}/latency -H 'content-type: application/json' -d '{"ms":900,"share":0.05}'`,
    '  2. Open the inbox: within a minute the WeCom message is there. / 打开收件箱，一分钟内收到企业微信消息。',
    `     ${sandbox}`,
    '  3. End the fault: the message "resolved" follows. / 关闭故障，随后收到恢复通知。',
    `     curl -X DELETE ${faults}`,
  ]
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}
