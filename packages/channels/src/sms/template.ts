/** The text that the vendor has to approve, and what fills it by default; docs/channels/sms.md tells how to file it. */

/** In the order of `{1}`, `{2}` and so on. */
export const SMS_VARIABLES = ['status', 'title', 'severity', 'service', 'value', 'time'] as const

/** Without the sign name, which the vendor puts before it. */
export const SMS_TEMPLATE = {
  zh: '${status}通知：${title}，级别：${severity}，服务：${service}，当前值：${value}，开始时间：${time}，请及时处理。',
  en: '${status}: ${title}, severity ${severity}, service ${service}, value ${value}, since ${time}. Please look.',
} as const
