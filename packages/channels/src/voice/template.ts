/** What a call says, as the vendor has to approve it, and what fills it by default; docs/channels/voice.md tells how to file it. */

/** Two, and not side by side: more are not allowed with a shared calling number. In the order of `{1}`, `{2}`. */
export const VOICE_VARIABLES = ['content', 'time'] as const

export const VOICE_TEMPLATE = {
  zh: '您好，这里是告警系统。${content}。开始时间${time}。请尽快处理。',
  en: 'Hello, this is the alerting system. ${content}. It began at ${time}. Please look at it now.',
} as const
