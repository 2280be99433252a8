/** What Grafana tells of an alert beside labels and annotations, as annotations: those of the rule itself come first. Pure. */
import type { Labels } from '@tocsin/channels'

/** Field of Grafana's payload → the name that messages know it by. */
const LINKS = {
  dashboardURL: 'dashboard_url',
  panelURL: 'panel_url',
  silenceURL: 'silence_url',
  imageURL: 'image_url',
} as const

export function grafanaAnnotations(alert: Readonly<Record<string, unknown>>): Labels {
  const found: Record<string, string> = {}
  for (const [field, name] of Object.entries(LINKS)) {
    const link = alert[field]
    if (typeof link === 'string' && link !== '') found[name] = link
  }
  const values = valuesOf(alert)
  if (values !== '') found['values'] = values
  return found
}

/** `B=44.24, C=1`; before Grafana 10 only the text that it made of them. */
function valuesOf({ values, valueString }: Readonly<Record<string, unknown>>): string {
  if (typeof values === 'object' && values !== null && !Array.isArray(values)) {
    const numbers = Object.entries(values).filter(([, value]) => typeof value === 'number')
    return numbers.map(([name, value]) => `${name}=${Number(value)}`).join(', ')
  }
  return typeof valueString === 'string' ? valueString : ''
}
