/** The way of an alert, from Prometheus to a person: is it whole, where does it wait, who was not told. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { dashboard } from '../kit/dashboard.ts'
import { firingTable } from '../shared.ts'
import { decided, logs, sender } from './heard.ts'
import { told } from './told.ts'
import { whole } from './whole.ts'

export const alertPath = (): Dashboard =>
  dashboard({
    uid: 'tocsin-alert-path',
    title: 'Tocsin alert path',
    description:
      "Whether alerts reach people: Prometheus, the router's decisions, deliveries per receiver, log rules, configuration.",
    tags: ['alerting'],
    sources: ['prometheus'],
    // Prometheus and the router are different services: the list offers every target, and All is right here.
    targets: { metrics: ['up'] },
    rows: [whole, { title: 'What fires', panels: [firingTable(24, 7)] }, told, decided, sender, logs],
  })
