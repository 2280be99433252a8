import { expect, test } from 'vitest'
import { parseRouterConfig } from '../router/parse.ts'
import { printLabels, routeGroups, routesFor } from './groups.ts'
import { previewRoutes } from './preview.ts'

const parsed = parseRouterConfig(
  `
route:
  receiver: rest
  group_by: [alertname]
  routes:
    - { matchers: [ team="db" ], receiver: dba, continue: true, group_by: ['...'] }
    - matchers: [ severity="critical" ]
      receiver: rota
      routes:
        - { matchers: [ region=~"eu-.*" ], receiver: rota-eu, group_wait: 0s }
receivers: [ { name: rest }, { name: dba }, { name: rota }, { name: rota-eu } ]
`,
  { file: 'router.yml', env: {}, channels: () => ({}) },
)
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
const { config } = parsed

test.each([
  [{ alertname: 'A' }, ['rest']],
  [{ team: 'db' }, ['dba']],
  [{ team: 'db', severity: 'critical' }, ['dba', 'rota']],
  [{ severity: 'critical', region: 'eu-1' }, ['rota-eu']],
  [{ severity: 'critical', region: 'us-1' }, ['rota']],
])('%j goes to %j', (labels, receivers) => {
  expect(routesFor(config.route, labels).map(({ receiver }) => receiver)).toEqual(receivers)
})

test('a preview has the group and its times', () => {
  expect(previewRoutes(config, { alertname: 'A', severity: 'critical', region: 'eu-1' }, 0)).toEqual([
    {
      routeKey: '{}/{severity="critical"}/{region=~"eu-.*"}',
      receiver: 'rota-eu',
      groupKey: '{}/{severity="critical"}/{region=~"eu-.*"}:{alertname="A"}',
      groupLabels: { alertname: 'A' },
      ...{ groupWaitMs: 0, groupIntervalMs: 300_000, repeatIntervalMs: 14_400_000, mutedBy: [] },
    },
  ])
})

test('labels print as in a group key', () => {
  expect(printLabels({ b: 'say "hi"', a: 'x' })).toBe('{a="x", b="say \\"hi\\""}')
})

test('a grouping label that an alert lacks is left out, whatever it is called', () => {
  const root = { ...config.route, groupBy: ['constructor', '__proto__', 'team'] }
  expect(routeGroups(root, { team: 'x', alertname: 'A' })[0]?.labels).toEqual({ team: 'x' })
})
