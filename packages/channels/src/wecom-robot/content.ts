/** What a robot says: the template of its settings, or our own words; never over the limit. */
import type { Labels, Notification } from '../contract.ts'
import { noteOf, textsOf } from '../templated.ts'
import { forWecom } from '../text/neutralise.ts'
import { byteLength, cutBytes, plainText } from '../text/text.ts'
import { viewOf } from '../view.ts'
import type { WecomRobotConfig } from './config.ts'
import { MAX_BYTES, renderMarkdown } from './render.ts'

export interface Content {
  readonly content: string
  /** Of the template. */
  readonly problems: readonly string[]
}

export function renderContent(notification: Notification, config: WecomRobotConfig, now: number): Content {
  const { language, content: template } = config
  if (!template) return { content: renderMarkdown(notification, config), problems: [] }
  const texts = textsOf(withoutMentions(notification), now)
  const text = texts.text('content', template, () => '').trim()
  const problems = texts.problems()
  if (problems.length > 0) {
    const note = cutBytes(forWecom(noteOf(problems, language)), MAX_BYTES / 4)
    const own = cutBytes(renderMarkdown(notification, config), MAX_BYTES - byteLength(note) - 1)
    return { content: `${own}\n${note}`, problems }
  }
  return { content: cutBytes(viewOf(notification, language).mark + plainText(text), MAX_BYTES), problems }
}

/** A template may call people by `<@…>`; what alerts say may not. */
function withoutMentions(notification: Notification): Notification {
  const clean = (labels: Labels): Labels =>
    Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, value.replaceAll('<@', '＜@')]))
  return {
    ...notification,
    groupLabels: clean(notification.groupLabels),
    commonLabels: clean(notification.commonLabels),
    commonAnnotations: clean(notification.commonAnnotations),
    alerts: notification.alerts.map((alert) => ({
      ...alert,
      labels: clean(alert.labels),
      annotations: clean(alert.annotations),
    })),
  }
}
