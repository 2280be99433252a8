export type Labels = Readonly<Record<string, string>>

/** One text for equal label sets, whatever the order of their keys. */
export const labelsKey = (labels: Labels): string =>
  JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)))

/** `labels` without those that `shown` already says. */
export function remainingLabels(labels: Labels, shown: Labels): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name, value]) => shown[name] !== value))
}

/** What a set of labels is about, for a headline: alert name and service, else all of it. */
export function headline(labels: Labels): { readonly name: string; readonly service: string | undefined } {
  const name = labels['alertname']
  const service = labels['service'] ?? labels['service_name']
  if (name !== undefined) return { name, service }
  const rest = Object.entries(labels).filter(([key]) => key !== 'service' && key !== 'service_name')
  if (rest.length === 0) return { name: service ?? '', service: undefined }
  return { name: rest.map(([key, value]) => `${key}=${value}`).join(' '), service }
}

/** `summary_zh` before `summary` for a reader of Chinese, as the messages have it. `language` is a tag such as `zh-CN`. */
export function inLanguage(annotations: Labels, name: string, language: string): string | undefined {
  return annotations[`${name}_${language.split('-')[0]}`] ?? annotations[name]
}
