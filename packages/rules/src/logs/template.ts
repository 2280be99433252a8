/** Templates of log rules: `{{ $labels.NAME }}`, in addresses `{{ $labels.NAME | urlquery }}`, and `{{ $value }}`: what rule files really use. */
import type { Labels } from '../types.ts'

const ACTION = /\{\{([\s\S]*?)\}\}/g
const LABEL = /^\$labels\.([a-zA-Z_][a-zA-Z0-9_]*)(\s*\|\s*urlquery)?$/
const AVAILABLE = '{{ $labels.NAME }}, {{ $labels.NAME | urlquery }} and {{ $value }}'

export interface TemplateFault {
  readonly at: number
  readonly message: string
}

/** What `renderRuleTemplate` could not render, with its place in the text. */
export function templateFaults(text: string): TemplateFault[] {
  const faults: TemplateFault[] = []
  for (const match of text.matchAll(ACTION)) {
    const action = (match[1] ?? '').trim()
    if (action === '$value' || LABEL.test(action)) continue
    faults.push({
      at: match.index,
      message: `\`${match[0]}\` is not supported; available: ${AVAILABLE}`,
    })
  }
  const rest = text.replace(ACTION, (whole) => ' '.repeat(whole.length))
  const open = rest.indexOf('{{')
  if (open >= 0)
    faults.push({ at: open, message: 'this "{{" is never closed; write {{ $labels.NAME }} or {{ $value }}' })
  return faults
}

/** Fills in a text that `parseLogRules` accepted. A label that the alert lacks is the empty text, as in Prometheus. */
export function renderRuleTemplate(text: string, data: { readonly labels: Labels; readonly value: number }): string {
  return text.replace(ACTION, (whole, raw: string) => {
    const action = raw.trim()
    if (action === '$value') return String(data.value)
    const [, name, encoded] = LABEL.exec(action) ?? []
    if (name === undefined) return whole
    const label = Object.hasOwn(data.labels, name) ? (data.labels[name] ?? '') : ''
    return encoded === undefined ? label : urlquery(label)
  })
}

/** As Go's `url.QueryEscape`, which Loki's ruler would call. */
function urlquery(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
}
