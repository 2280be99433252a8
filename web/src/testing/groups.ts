import type { GroupView } from '../data/contract.ts'

const second = 1_000
const minute = 60 * second
const runbook = 'https://wiki.example.com/runbooks'
const grafana = 'https://grafana.example.com/'
const prometheus = 'http://127.0.0.1:9090/graph?g0.tab=1&g0.expr='

/** Groups as a bad night has them, relative to `now`; not in the order of the page. */
export const makeGroups = (now: number): readonly GroupView[] => [
  {
    id: 5,
    routeId: '{}',
    groupKey: '{}/{alertname="Watchdog"}:{alertname="Watchdog"}',
    receiver: 'null',
    labels: { alertname: 'Watchdog' },
    revision: 0,
    nextFlushAt: now + 2 * minute,
    lastDecision: { at: now - 3 * minute, reason: 'receiver without integrations' },
    alerts: [
      {
        fingerprint: 'c0ffee0000000005',
        status: 'firing',
        labels: { alertname: 'Watchdog', severity: 'none' },
        annotations: { summary: 'The way from Prometheus to the router works' },
        startsAt: now - 26 * 60 * minute,
        updatedAt: now - 20 * second,
        generatorUrl: `${prometheus}vector(1)`,
      },
    ],
  },
  {
    id: 2,
    routeId: '{}',
    groupKey: '{}/{tier="wecom"}:{alertname="KeyInterfaceP99High", service="shop"}',
    receiver: 'wecom-oncall',
    labels: { alertname: 'KeyInterfaceP99High', service: 'shop' },
    revision: 2,
    episode: {
      startedAt: now - 9 * minute,
      acknowledgement: { by: '王芳', via: 'link', at: now - 4 * minute },
    },
    nextFlushAt: now + 34 * second,
    lastDecision: { at: now - 86 * second, reason: 'new alerts added' },
    alerts: (['/checkout', '/orders'] as const).map((route, index) => ({
      fingerprint: `a1b2c3d4e5f6000${index}`,
      status: 'firing' as const,
      labels: {
        alertname: 'KeyInterfaceP99High',
        service: 'shop',
        severity: 'warning',
        tier: 'wecom',
        job: 'shop',
        method: 'POST',
        route,
      },
      annotations: {
        summary: `P99 of POST ${route} is over 500 ms`,
        description:
          'One request in a hundred takes longer than people wait for. Slow queries and a full pool are the usual causes.',
        value: index === 0 ? '1.24 s' : '873 ms',
        runbook_url: `${runbook}/key-interface-p99`,
        dashboard_url: `${grafana}d/tocsin-shop?var-service=shop`,
      },
      startsAt: now - (index === 0 ? 252 : 95) * second,
      endsAt: now + 3 * minute,
      updatedAt: now - 8 * second,
      generatorUrl: `${prometheus}histogram_quantile(0.99,%20shop)`,
    })),
  },
  {
    id: 3,
    routeId: '{}',
    groupKey: '{}/{tier="ticket"}:{alertname="ConnectionTimeout", service="shop"}',
    receiver: 'tickets',
    labels: { alertname: 'ConnectionTimeout', service: 'shop', deployment_environment_name: 'demo' },
    revision: 4,
    nextFlushAt: now + 4 * second,
    lastDecision: { at: now - 26 * second, reason: 'evidence changed' },
    alerts: [
      {
        fingerprint: 'd00d000000000003',
        status: 'firing',
        labels: {
          alertname: 'ConnectionTimeout',
          service: 'shop',
          severity: 'info',
          tier: 'ticket',
          severity_text: 'error',
        },
        annotations: {
          summary: 'Error lines with "connection timeout" in shop',
          description: 'The shop could not get a database connection in time.',
          value: '37',
          runbook_url: `${runbook}/connection-timeout`,
        },
        startsAt: now - 11 * minute,
        updatedAt: now - 2 * second,
        generatorUrl: `${grafana}explore?panes=loki`,
        evidence: {
          count: 37,
          kinds: 2,
          firstAt: now - 11 * minute,
          lastAt: now - 2 * second,
          samples: [
            'Error: timeout exceeded when trying to connect: connection timeout after 2000 ms at Pool.connect (pg-pool/index.js:45:11) at async createOrder (orders/orders.ts:31:18)',
            'checkout failed: connection timeout (order 58213, product 17, attempt 1)',
          ],
          traceIds: ['4bf92f3577b34da6a3ce929d0e0e4736', '0af7651916cd43dd8448eb211c80319c'],
          traceUrls: { '4bf92f3577b34da6a3ce929d0e0e4736': `${grafana}explore?panes=tempo` },
        },
      },
    ],
  },
  {
    id: 1,
    routeId: '{}',
    groupKey: '{}/{tier="sms"}:{alertname="PoolNearlyFull", service="shop"}',
    receiver: 'sms-oncall',
    labels: { alertname: 'PoolNearlyFull', service: 'shop' },
    revision: 1,
    episode: { startedAt: now - 48 * second },
    nextFlushAt: now + 12 * second,
    lastDecision: { at: now - 48 * second, reason: 'first notification' },
    alerts: [
      {
        fingerprint: 'beef000000000001',
        status: 'firing',
        labels: {
          alertname: 'PoolNearlyFull',
          service: 'shop',
          severity: 'critical',
          tier: 'sms',
          job: 'shop',
          pool: 'main',
        },
        annotations: {
          summary: 'Connection pool main of shop is 90 % in use',
          description:
            '9 of 10 connections are in use and 4 requests wait. At 100 % every request that needs the database fails.',
          value: '90 %',
          runbook_url: `${runbook}/pool-nearly-full`,
        },
        startsAt: now - 78 * second,
        endsAt: now + 3 * minute,
        updatedAt: now - 3 * second,
        generatorUrl: `${prometheus}db_pool_in_use/db_pool_max`,
      },
    ],
  },
  {
    id: 6,
    routeId: '{}',
    groupKey: '{}/{tier="wecom"}:{alertname="ErrorRateHigh", service="gateway"}',
    receiver: 'wecom-oncall',
    labels: { alertname: 'ErrorRateHigh', service: 'gateway' },
    revision: 0,
    nextFlushAt: now + 7 * second,
    alerts: [
      {
        fingerprint: 'abba000000000006',
        status: 'firing',
        labels: { alertname: 'ErrorRateHigh', service: 'gateway', severity: 'critical', tier: 'wecom' },
        annotations: {
          summary: '6.2 % of requests to gateway fail',
          value: '6.2 %',
          runbook_url: 'javascript:alert(1)',
        },
        startsAt: now - 3 * second,
        updatedAt: now - 3 * second,
        generatorUrl: `${prometheus}rate(errors)`,
      },
    ],
  },
  {
    id: 4,
    routeId: '{}',
    groupKey: '{}/{tier="wecom"}:{alertname="TargetDown", service="load"}',
    receiver: 'wecom-oncall',
    labels: { alertname: 'TargetDown', service: 'load' },
    revision: 2,
    lastDecision: { at: now - 31 * minute, reason: 'all alerts resolved' },
    alerts: [
      {
        fingerprint: 'feed000000000004',
        status: 'resolved',
        labels: {
          alertname: 'TargetDown',
          service: 'load',
          severity: 'warning',
          tier: 'wecom',
          instance: '127.0.0.1:8084',
        },
        annotations: { summary: 'load does not answer', runbook_url: `${runbook}/target-down` },
        startsAt: now - 44 * minute,
        endsAt: now - 32 * minute,
        updatedAt: now - 32 * minute,
        generatorUrl: `${prometheus}up%3D%3D0`,
      },
    ],
  },
]
