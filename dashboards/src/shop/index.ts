/** The shop: its users first, then what it leans on, then its words. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard'
import { REQUESTS } from '../http.ts'
import { dashboard } from '../kit/dashboard.ts'
import { labelChoice } from '../kit/variables.ts'
import { cache, pool } from './leans-on.ts'
import { requests } from './requests.ts'
import { telling } from './telling.ts'
import { keyInterfaces, users } from './users.ts'

export const shop = (): Dashboard =>
  dashboard({
    uid: 'tocsin-shop',
    title: 'Tocsin shop',
    description:
      'Requests, errors and latency of the shop, its key interfaces, its database pool and cache, its logs and traces.',
    tags: ['red'],
    sources: ['prometheus', 'loki', 'tempo'],
    targets: { metrics: [REQUESTS], service: 'shop' },
    variables: [
      labelChoice({
        name: 'route',
        label: 'Route',
        description: 'Routes in the second group of panels.',
        series: `${REQUESTS}{job=~"$job", service=~"$service"}`,
        all: '.*',
      }),
    ],
    rows: [users, keyInterfaces, requests, pool, cache, telling],
  })
