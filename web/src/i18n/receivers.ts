/** Texts of the receivers, and of what one of them would send. */
export const receiversEn = {
  title: 'Receivers',
  intro: 'A test goes out at once through each channel, and says that it is one.',
  test: 'Send a test',
  sending: 'Sending…',
  none: 'No channels: what goes there reaches nobody.',
  preview: {
    open: 'Preview',
    close: 'Close',
    one: 'One alert',
    many: 'Several alerts',
    over: 'It is over',
    own: 'Alerts of your own',
    alerts: "As JSON, in the form of Alertmanager's API v2",
    show: 'Show',
    noJson: 'This is no JSON.',
    nothing: 'Nothing would be sent.',
    problem: 'Cannot be shown: {{problem}}',
  },
} as const

export const receiversZh = {
  title: '接收方',
  intro: '测试消息会立即通过每个渠道发出，并注明是测试。',
  test: '发送测试',
  sending: '发送中…',
  none: '没有渠道：发往这里的消息无人收到。',
  preview: {
    open: '预览',
    close: '收起',
    one: '一条告警',
    many: '多条告警',
    over: '已恢复',
    own: '使用自己的告警',
    alerts: 'JSON，格式同 Alertmanager API v2',
    show: '查看',
    noJson: '不是有效的 JSON。',
    nothing: '不会发送任何消息。',
    problem: '无法预览：{{problem}}',
  },
} as const
