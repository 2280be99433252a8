/** The words of the page behind a link, in its reader's language: read on a phone, at night. */
export const LANGUAGES = ['en', 'zh'] as const
export type Language = (typeof LANGUAGES)[number]

export interface Words {
  /** For the attribute `lang`. */
  readonly tag: string
  readonly acknowledge: string
  readonly acknowledgeHelp: string
  readonly silence: string
  readonly silenceHelp: string
  readonly silenceScope: string
  readonly name: string
  readonly namePlaceholder: string
  readonly nameMissing: string
  readonly since: (time: string) => string
  readonly more: (count: number) => string
  readonly youHaveIt: string
  readonly hasIt: (name: string) => string
  readonly at: (time: string) => string
  readonly alreadyHelp: string
  readonly doneHelp: string
  readonly silenced: string
  readonly until: (time: string) => string
  readonly silencedHelp: string
  readonly over: string
  readonly overHelp: string
  readonly expired: string
  readonly expiredHelp: string
  readonly unknown: string
  readonly unknownHelp: string
  readonly limited: string
  readonly limitedHelp: string
  readonly crossSite: string
  readonly crossSiteHelp: string
  readonly failed: string
  readonly failedHelp: string
  readonly console: string
}

export const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    tag: 'en',
    acknowledge: 'I’ve got it',
    acknowledgeHelp: 'Others will not be called any more, and see that you are on it.',
    silence: 'Silence for 1 hour',
    silenceHelp: 'Nobody hears of these alerts for an hour, new ones of the same kind included.',
    silenceScope: 'Silences',
    name: 'Your name',
    namePlaceholder: 'So that others know who',
    nameMissing: 'Please say who you are.',
    since: (time) => `since ${time}`,
    more: (count) => `… and ${count} more`,
    youHaveIt: 'You’ve got it',
    hasIt: (name) => `${name} has it`,
    at: (time) => `since ${time}`,
    alreadyHelp: 'Somebody was faster: there is nothing to do here.',
    doneHelp: 'Nobody else will be called for it. If it comes again after it has ended, it is a new matter.',
    silenced: 'Silenced',
    until: (time) => `until ${time}`,
    silencedHelp: 'The silence is in the console, where it can be ended early.',
    over: 'It is over',
    overHelp: 'What this link was about has ended, so there is nothing to do here.',
    expired: 'This link has expired',
    expiredHelp: 'Links last a day. Take the one of the newest message, or open the console.',
    unknown: 'This link does not work',
    unknownHelp: 'It may have been cut off on its way. Open it from the message again, or open the console.',
    limited: 'Too many wrong links',
    limitedHelp: 'Wait a minute, then open the link from the message again.',
    crossSite: 'Not from here',
    crossSiteHelp: 'Another site asked for this. Open the link from the message, and press its button.',
    failed: 'That did not work',
    failedHelp: 'Nothing was changed. Try again, or use the console.',
    console: 'Open the console',
  },
  zh: {
    tag: 'zh-CN',
    acknowledge: '我来处理',
    acknowledgeHelp: '认领后不再继续通知其他人，大家会看到是你在处理。',
    silence: '静默 1 小时',
    silenceHelp: '一小时内不再通知这些告警，期间新出现的同类告警也不通知。',
    silenceScope: '静默范围',
    name: '你的名字',
    namePlaceholder: '让大家知道是谁',
    nameMissing: '请填写你的名字。',
    since: (time) => `${time} 开始`,
    more: (count) => `……另有 ${count} 条`,
    youHaveIt: '已由你认领',
    hasIt: (name) => `${name} 已认领`,
    at: (time) => `${time} 认领`,
    alreadyHelp: '已经有人在处理，这里不用再操作。',
    doneHelp: '不会再为此通知其他人。若恢复后再次出现，会作为新的告警重新通知。',
    silenced: '已静默',
    until: (time) => `至 ${time}`,
    silencedHelp: '可以在控制台查看这条静默，也可以提前结束。',
    over: '已经恢复',
    overHelp: '这条链接对应的告警已经结束，不需要操作。',
    expired: '链接已过期',
    expiredHelp: '链接有效期为一天。请使用最新消息里的链接，或打开控制台。',
    unknown: '链接无效',
    unknownHelp: '链接可能在转发时被截断。请从消息里重新打开，或打开控制台。',
    limited: '错误链接过多',
    limitedHelp: '请等一分钟，再从消息里重新打开链接。',
    crossSite: '请求来源不对',
    crossSiteHelp: '这次请求来自其他网站。请从消息里打开链接，再点按钮。',
    failed: '没有成功',
    failedHelp: '什么都没有改变。请重试，或使用控制台。',
    console: '打开控制台',
  },
}
