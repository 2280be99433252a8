/** A notification as templates see it. Source: Alertmanager `template/template.go`, `Data`. */
import type { TemplateInput } from '../contract.ts'
import { Time, ZERO_TIME_MS } from './time.ts'
import { Dict, List, Struct, type Value } from './value.ts'

const DATA_JSON = {
  Receiver: 'receiver',
  Status: 'status',
  Alerts: 'alerts',
  NotificationReason: 'notification_reason',
  GroupLabels: 'groupLabels',
  CommonLabels: 'commonLabels',
  CommonAnnotations: 'commonAnnotations',
  RouteLabels: 'routeLabels',
  ExternalURL: 'externalURL',
}
const ALERT_JSON = {
  Status: 'status',
  Labels: 'labels',
  Annotations: 'annotations',
  StartsAt: 'startsAt',
  EndsAt: 'endsAt',
  GeneratorURL: 'generatorURL',
  Fingerprint: 'fingerprint',
}

export class Data {
  readonly root: Struct
  readonly routeLabels: ReadonlyMap<string, string>

  constructor(root: Struct, routeLabels: ReadonlyMap<string, string>) {
    this.root = root
    this.routeLabels = routeLabels
  }
}

export function templateData(input: TemplateInput): Data {
  const routeLabels = input.routeLabels ?? {}
  const root = new Struct(
    '*template.Data',
    new Map<string, Value>([
      ['Receiver', quoteMeta(input.receiver)],
      ['Status', input.status],
      ['Alerts', new List('template.Alerts', input.alerts.map(alert))],
      ['NotificationReason', input.reason],
      ['GroupLabels', kv(input.groupLabels)],
      ['CommonLabels', kv(input.commonLabels)],
      ['CommonAnnotations', kv(input.commonAnnotations)],
      ['RouteLabels', kv(routeLabels)],
      ['ExternalURL', input.externalUrl],
    ]),
    DATA_JSON,
  )
  return new Data(root, new Map(Object.entries(routeLabels)))
}

function alert(input: TemplateInput['alerts'][number]): Struct {
  return new Struct(
    'template.Alert',
    new Map<string, Value>([
      ['Status', input.status],
      ['Labels', kv(input.labels)],
      ['Annotations', kv(input.annotations)],
      ['StartsAt', Time.ofMs(input.startsAt)],
      ['EndsAt', Time.ofMs(input.endsAt ?? ZERO_TIME_MS)],
      ['GeneratorURL', input.generatorUrl],
      ['Fingerprint', input.fingerprint],
    ]),
    ALERT_JSON,
  )
}

function kv(labels: Readonly<Record<string, string>>): Dict {
  return new Dict('template.KV', new Map(Object.entries(labels)))
}

/** As Go's `regexp.QuoteMeta`. */
function quoteMeta(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, (character) => `\\${character}`)
}
