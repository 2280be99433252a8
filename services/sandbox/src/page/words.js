/** What the page says, in English and Chinese. */

const WORDS = {
  en: {
    sandbox: 'sandbox',
    subtitle: 'What the phones would show. Nothing leaves this machine.',
    live: 'live',
    lost: 'offline',
    clear: 'Clear',
    sure: 'Really clear?',
    other: '中文',
    wecom: 'WeCom',
    'wecom-app': 'WeCom app',
    sms: 'SMS, calls',
    ticket: 'Tickets',
    email: 'E-mail',
    mailbox: 'E-mail',
    mailboxSub: 'Mail server on port 2525',
    mails: (count) => (count === 1 ? '1 mail' : `${count} mails`),
    mailTo: 'to',
    attachments: 'Attached',
    group: 'Alert group',
    groupSub: 'WeCom group robot',
    app: 'Tocsin alerts',
    appSub: 'WeCom application',
    appName: 'Tocsin',
    appTag: 'APP',
    phoneOf: 'Phone of',
    updated: (text) => `Card updated: ${text}`,
    pressFailed: 'The router did not take it',
    robot: 'Tocsin robot',
    tag: 'BOT',
    sender: 'SMS and calls',
    senderSub: 'SMS and voice gateway',
    call: 'Phone call',
    called: 'called',
    readTimes: (times) => `read ${times} times`,
    tracker: 'Tickets',
    trackerSub: 'Ticket system',
    to: 'to',
    repeat: 'repeat',
    noAnswer: 'accepted, the sender got no answer',
    refused: 'Refused',
    unanswered: 'Not accepted, no answer given',
    received: 'received',
    accepted: 'accepted',
    refusedCount: 'refused',
    unansweredCount: 'unanswered',
    duplicates: 'repeats',
    open: 'Open',
    closed: 'Closed',
    comments: (count) => (count === 1 ? '1 comment' : `${count} comments`),
    earlier: (count) => (count === 1 ? '1 earlier comment' : `${count} earlier comments`),
    openedAt: 'opened',
    closedAt: 'closed',
    copy: 'Copy',
    copied: 'Copied',
    emptyWecom: 'No message yet',
    tryWecom: 'Make the shop slow. The message arrives within a minute:',
    emptySms: 'No SMS yet',
    trySms: 'Take nine of the ten database connections away:',
    emptyTicket: 'No ticket yet',
    tryTicket: 'Let every fifth request meet a stalled database:',
    emptyApp: 'No card yet',
    tryApp: 'No rule sends cards by itself. Take this line of alert-rules/router.yml in, under "tiers":',
    thenApp: 'Then an alert of this tier comes as a card with buttons:',
    emptyEmail: 'No mail yet',
    tryEmail: 'No rule sends mail by itself. Take this line of alert-rules/router.yml in, under "tiers":',
    thenEmail: 'Then an alert of this tier comes as a mail:',
    off: 'Off again:',
    noTicket: 'There is no such ticket. The sandbox forgets everything on restart.',
    inbox: 'Inbox',
    key: 'Key',
    left: (times) => `${times} more`,
    behaving: 'Behaviour',
  },
  zh: {
    sandbox: '沙盒',
    subtitle: '手机上会看到的样子。消息不会离开本机。',
    live: '实时',
    lost: '离线',
    clear: '清空',
    sure: '确定清空？',
    other: 'English',
    wecom: '企业微信',
    'wecom-app': '企微应用',
    sms: '短信/电话',
    ticket: '工单',
    email: '邮件',
    mailbox: '邮件',
    mailboxSub: '邮件服务器，端口 2525',
    mails: (count) => `${count} 封`,
    mailTo: '收件人',
    attachments: '附件',
    group: '线上告警群',
    groupSub: '企业微信群机器人',
    app: 'Tocsin 告警',
    appSub: '企业微信应用',
    appName: 'Tocsin',
    appTag: '应用',
    phoneOf: '当前手机',
    updated: (text) => `卡片已更新：${text}`,
    pressFailed: '告警路由器未受理',
    robot: 'Tocsin 机器人',
    tag: '机器人',
    sender: '短信与电话',
    senderSub: '短信与语音网关',
    call: '语音电话',
    called: '拨打',
    readTimes: (times) => `播报 ${times} 遍`,
    tracker: '工单',
    trackerSub: '工单系统',
    to: '发至',
    repeat: '重复',
    noAnswer: '已接收，但没有应答发送方',
    refused: '已拒绝',
    unanswered: '未接收，也未应答',
    received: '收到',
    accepted: '接收',
    refusedCount: '拒绝',
    unansweredCount: '未应答',
    duplicates: '重复',
    open: '处理中',
    closed: '已关闭',
    comments: (count) => `${count} 条评论`,
    earlier: (count) => `更早的 ${count} 条评论`,
    openedAt: '创建于',
    closedAt: '关闭于',
    copy: '复制',
    copied: '已复制',
    emptyWecom: '还没有消息',
    tryWecom: '让商城变慢，一分钟内就会收到告警：',
    emptySms: '还没有短信',
    trySms: '占住十个数据库连接中的九个：',
    emptyTicket: '还没有工单',
    tryTicket: '让五分之一的请求连不上数据库：',
    emptyApp: '还没有卡片',
    tryApp: '默认没有规则发送卡片。请在 alert-rules/router.yml 的“tiers”下启用这一行：',
    thenApp: '之后这个级别的告警会以带按钮的卡片发出：',
    emptyEmail: '还没有邮件',
    tryEmail: '默认没有规则发送邮件。请在 alert-rules/router.yml 的“tiers”下启用这一行：',
    thenEmail: '之后这个级别的告警会以邮件发出：',
    off: '恢复：',
    noTicket: '没有这个工单。沙盒重启后不保留任何内容。',
    inbox: '收件箱',
    key: '键',
    left: (times) => `还剩 ${times} 次`,
    behaving: '行为',
  },
}

const STORED = 'tocsin-sandbox-language'

/** The chosen language, else the browser's. */
let language = readStored() ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en')

/** The words of the language in use. */
export function words() {
  return WORDS[language]
}

export function htmlLanguage() {
  return language === 'zh' ? 'zh-CN' : 'en'
}

export function switchLanguage() {
  language = language === 'zh' ? 'en' : 'zh'
  try {
    localStorage.setItem(STORED, language)
  } catch {
    // Storage may be switched off; the choice then lasts as long as the page.
  }
}

function readStored() {
  try {
    const stored = localStorage.getItem(STORED)
    return stored === 'zh' || stored === 'en' ? stored : undefined
  } catch {
    return undefined
  }
}
