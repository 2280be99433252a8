/**
 * PrometheusAlert's templates see Alertmanager's message as JSON, ours as Go's structures: the same data by other names. What is
 * reached from where, and how it is called here. Source: PrometheusAlert `controllers/prometheusalert.go`; docs/templates.md.
 */

/** `value`: a text, a number, or what is not known. */
export type Shape = 'root' | 'alerts' | 'alert' | 'labels' | 'time' | 'value'

interface Reached {
  readonly name: string
  readonly shape: Shape
}

const to = (name: string, shape: Shape = 'value'): Reached => ({ name, shape })

const ROOT: Readonly<Record<string, Reached>> = {
  receiver: to('Receiver'),
  status: to('Status'),
  alerts: to('Alerts', 'alerts'),
  groupLabels: to('GroupLabels', 'labels'),
  commonLabels: to('CommonLabels', 'labels'),
  commonAnnotations: to('CommonAnnotations', 'labels'),
  externalURL: to('ExternalURL'),
}

const ALERT: Readonly<Record<string, Reached>> = {
  status: to('Status'),
  labels: to('Labels', 'labels'),
  annotations: to('Annotations', 'labels'),
  startsAt: to('StartsAt', 'time'),
  endsAt: to('EndsAt', 'time'),
  generatorURL: to('GeneratorURL'),
  fingerprint: to('Fingerprint'),
}

const FIELDS: Readonly<Partial<Record<Shape, Readonly<Record<string, Reached>>>>> = { root: ROOT, alert: ALERT }

/** Undefined for what our messages do not have. */
export function fieldOf(shape: Shape, field: string): Reached | undefined {
  if (shape === 'labels') return to(field)
  const known = FIELDS[shape]
  return known && Object.hasOwn(known, field) ? known[field] : undefined
}

/** What `range` and `index` give of it. */
export function elementOf(shape: Shape): Shape {
  return shape === 'alerts' ? 'alert' : 'value'
}

/** As JSON writes a time, which is what `{{ $v.startsAt }}` shows there. */
export function timeAsText(expression: string): string {
  return `(${expression}.UTC.Format "2006-01-02T15:04:05.999999999Z07:00")`
}
