import { formatProblem } from '@tocsin/kit'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { DEFAULT_HANDLING } from './delivery.ts'
import { parseRouterConfig } from './parse.ts'

const channels = {
  robot: z.strictObject({ url: z.url({ error: 'must be a URL' }), language: z.enum(['zh', 'en']).default('en') }),
  sms: z.strictObject({
    url: z.string(),
    to: z.string().transform((text) => text.split(',')),
    headers: z.record(z.string(), z.string()).optional(),
    auth: z.strictObject({ api_token: z.string() }).optional(),
    sign: z.string().optional(),
    smarthost: z.string().optional(),
    from: z.string().optional(),
    auth_username: z.string().optional(),
    require_tls: z.string().optional(),
  }),
}
const env = { ROBOT_URL: 'http://127.0.0.1/x', TO: '1,2', EMPTY: '' }
const parse = (text: string, requireEnv = true) =>
  parseRouterConfig(text, { file: 'router.yml', env, channels: () => channels, requireEnv })

function configOf(text: string) {
  const result = parse(text)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config
}

const FULL = `
global: { resolve_timeout: 1m }
route:
  receiver: chat
  group_by: [alertname, service]
  group_wait: 10s
  routes:
    - matchers: [ 'severity="none"' ]
      receiver: nobody
    - match: { team: db }
      match_re: { service: 'pg|redis' }
      continue: true
      group_by: ['...']
      group_interval: 1m
      routes:
        - matchers: [ '{a="b", c!="d"}' ]
          group_by: []
receivers:
  - name: nobody
  - name: chat
    robot_configs:
      - url: \${ROBOT_URL}
      - url: https://example.com/a$$b
        language: zh
    sms_configs:
      - { url: 'http://h/\${TO}', to: '\${TO}', headers: { authorization: 'Bearer \${TO}' }, auth: { api_token: '\${TO}' } }
tiers:
  wecom: { receiver: chat, objective: 60s }
  ticket: { receiver: nobody, objective: 5m }
tier_of_severity: { page: wecom }
`

describe('a whole file', () => {
  const config = configOf(FULL)

  test('inherits, defaults and keys', () => {
    const [none, db] = config.route.routes
    expect(config.resolveTimeoutMs).toBe(60_000)
    expect(config.route).toMatchObject({
      key: '{}',
      id: '{}',
      groupWaitMs: 10_000,
      groupIntervalMs: 300_000,
      repeatIntervalMs: 14_400_000,
    })
    expect(none).toMatchObject({ receiver: 'nobody', groupBy: ['alertname', 'service'], id: '{}/{severity="none"}/0' })
    expect(db).toMatchObject({
      receiver: 'chat',
      continue: true,
      groupBy: 'all',
      groupIntervalMs: 60_000,
      key: '{}/{service=~"pg|redis",team="db"}',
    })
    expect(db?.routes[0]).toMatchObject({
      groupBy: [],
      groupIntervalMs: 60_000,
      id: '{}/{service=~"pg|redis",team="db"}/0/{a="b",c!="d"}/0',
    })
  })

  test('the identity of a route outlives its neighbours: one put before it, one taken out', () => {
    const ids = (text: string): string[] => configOf(text).route.routes.map(({ id }) => id)
    const added = ids(FULL.replace('routes:\n', 'routes:\n    - matchers: [ team="new" ]\n'))
    expect(added).toEqual(['{}/{team="new"}/0', ...ids(FULL)])
    const twice = ids(FULL.replace('routes:\n', 'routes:\n    - matchers: [ severity="none" ]\n'))
    expect(twice.slice(0, 2)).toEqual(['{}/{severity="none"}/0', '{}/{severity="none"}/1'])
  })

  test("tiers become routes after the file's own, severities after the tiers", () => {
    expect(config.tierOfSeverity).toEqual({ warning: 'wecom', info: 'ticket', page: 'wecom' })
    expect(config.route.routes.slice(2).map((route) => [route.key, route.receiver])).toEqual([
      ['{}/{tier="wecom"}', 'chat'],
      ['{}/{tier="ticket"}', 'nobody'],
      ['{}/{severity="warning",tier=""}', 'chat'],
      ['{}/{severity="info",tier=""}', 'nobody'],
      ['{}/{severity="page",tier=""}', 'chat'],
    ])
    expect(config.tiers['wecom']).toEqual({ receiver: 'chat', objectiveMs: 60_000, escalation: undefined })
  })

  test('receivers: variables, escapes, indexes over all types', () => {
    expect(config.receivers).toEqual([
      { name: 'nobody', labels: { name: 'nobody' }, integrations: [], ...DEFAULT_HANDLING },
      {
        ...DEFAULT_HANDLING,
        name: 'chat',
        labels: { name: 'chat' },
        integrations: [
          { type: 'robot', index: 0, config: { url: 'http://127.0.0.1/x', language: 'en' } },
          { type: 'robot', index: 1, config: { url: 'https://example.com/a$b', language: 'zh' } },
          {
            type: 'sms',
            index: 2,
            config: {
              url: 'http://h/1,2',
              to: ['1', '2'],
              headers: { authorization: 'Bearer 1,2' },
              auth: { api_token: '1,2' },
            },
          },
        ],
      },
    ])
  })
})

/** One valid file; each case replaces one piece of it. */
const BASE = `route:
  receiver: a
  group_by: [x]
  routes:
    - matchers: [ x="y" ]
receivers:
  - name: a
    robot_configs:
      - url: http://h/k
tiers:
  wecom: { receiver: a, objective: 1m }
`

test.each([
  [
    'route:\n  receiver: a',
    'route:\n  receiver: zz',
    '2:13: route.receiver: undefined receiver "zz" used in route; defined: a',
  ],
  ['  receiver: a\n  group', '  group', '2:3: route: root route must specify a default receiver'],
  ['matchers: [ x="y" ]', 'receiver: nn', '5:17: route.routes.0.receiver: undefined receiver "nn" used in route'],
  ['group_by: [x]', 'group_by: [x, x]', '3:17: route.group_by.1: duplicated label "x" in group_by'],
  ['group_by: [x]', "group_by: [x, '...']", '3:17: route.group_by.1: cannot have wildcard group_by'],
  ['group_by: [x]', 'group_by: [""]', '3:14: route.group_by.0: invalid label name "" in group_by list'],
  ['group_by: [x]', 'group_interval: 0', '3:19: route.group_interval: group_interval cannot be zero'],
  ['group_by: [x]', 'repeat_interval: 0s', '3:20: route.repeat_interval: repeat_interval cannot be zero'],
  ['group_by: [x]', 'group_wait: 30', '3:15: route.group_wait: "30" is no duration; write e.g. 30s'],
  ['group_by: [x]', 'matchers: [x=y]', '3:3: route.matchers: root route must not have any matchers'],
  ['group_by: [x]', 'continue: true', '3:3: route.continue: cannot have continue in root route'],
  ['group_by: [x]', 'recever: a', '3:3: route.recever: unknown field "recever"'],
  [
    'matchers: [ x="y" ]',
    'matchers: [ x=~"(" ]',
    '5:19: route.routes.0.matchers.0: error parsing regexp: missing closing )',
  ],
  [
    'matchers: [ x="y" ]',
    'matchers: [ a=b, "oops" ]',
    '5:24: route.routes.0.matchers.1: bad matcher format: oops; write NAME="VALUE"',
  ],
  [
    'matchers: [ x="y" ]',
    'match_re: { x: "[" }',
    '5:22: route.routes.0.match_re.x: error parsing regexp: missing closing ]',
  ],
  ['matchers: [ x="y" ]', 'match: { x: [] }', '5:19: route.routes.0.match.x: must be a text'],
  ['matchers: [ x="y" ]', 'rotes: []', '5:7: route.routes.0.rotes: unknown field "rotes"'],
  ['  - name: a\n', '  - name: a\n  - name: a\n', '8:11: receivers.1.name: notification config name "a" is not unique'],
  ['  - name: a\n', '  - name: ""\n  - name: a\n', '7:11: receivers.0.name: missing name in receiver'],
  ['  - name: a\n', '  - {}\n  - name: a\n', '7:5: receivers.0.name: is missing'],
  [
    'robot_configs',
    'slack_configs',
    '8:5: receivers.0.slack_configs: there is no channel for "slack_configs"; available: name, labels, delivery, notify, robot_configs, sms_configs',
  ],
  [
    'robot_configs',
    'robots',
    '8:5: receivers.0.robots: unknown field "robots" in a receiver; available: name, labels, delivery, notify, robot_configs',
  ],
  ['url: http://h/k', 'url: nope', '9:14: receivers.0.robot_configs.0.url: must be a URL'],
  ['url: http://h/k', 'url: ${NONE}', '9:14: receivers.0.robot_configs.0.url: environment variable NONE is not set'],
  [
    'url: http://h/k',
    'url: "http://${EMPTY}"',
    '9:22: receivers.0.robot_configs.0.url: environment variable EMPTY is empty',
  ],
  [
    'url: http://h/k',
    'url: http://${TO:-x}',
    '9:21: receivers.0.robot_configs.0.url: defaults are not supported; write ${TO}',
  ],
  ['url: http://h/k', 'url: http://${TO', '9:21: receivers.0.robot_configs.0.url: a "${" that is never closed'],
  [
    'url: http://h/k',
    'url: http://h/k\n        language: ${TO}',
    '10:19: receivers.0.robot_configs.0.language: ${TO} is not expanded here; ${NAME} is expanded only inside',
  ],
  ['receiver: a\n  group', 'receiver: ${TO}\n  group', '2:13: route.receiver: ${TO} is not expanded here'],
  ['objective: 1m', 'objective: soon', '11:36: tiers.wecom.objective: "soon" is no duration'],
  [
    'receiver: a, objective',
    'receiver: b, objective',
    '11:22: tiers.wecom.receiver: undefined receiver "b" used in tier "wecom"; defined: a',
  ],
  [
    'tiers:',
    'tier_of_severity: { critical: fax }\ntiers:',
    '10:31: tier_of_severity.critical: undefined tier "fax"; tiers in this file: wecom',
  ],
  ['tiers:', 'global: { nope: x }\ntiers:', '10:11: global.nope: unknown field "nope"'],
  ['tiers:', 'nope: 1\ntiers:', '10:1: nope: unknown field "nope"'],
  ['tiers:', 'a: [\ntiers:', '11:1: '],
])('%s → %s', (from, to, expected) => {
  const text = BASE.replace(from, () => to)
  expect(text).not.toBe(BASE)
  const result = parse(text)
  const lines = result.ok ? [] : result.problems.map(formatProblem)
  expect(lines).toContainEqual(expect.stringContaining(`router.yml:${expected}`))
})

test('nothing but a comment, a list, or an empty text: each says what is wanted', () => {
  for (const text of ['', '# x', '- a']) {
    const result = parse(text)
    expect(result.ok ? [] : result.problems.map((problem) => problem.message)).toEqual([
      'must be an object with route and receivers',
    ])
  }
  const noRoute = parse('receivers: []')
  expect(noRoute.ok ? [] : noRoute.problems.map(formatProblem)).toEqual([
    expect.stringContaining('no route provided in config'),
  ])
})

test('all problems at once, in file order, each once', () => {
  const result = parse(
    BASE.replace('receiver: a\n', 'receiver: zz\n').replace('[x]', '[y, y]').replace('http://h/k', '${N}'),
  )
  expect(result.ok ? [] : result.problems.map((problem) => `${problem.line}`)).toEqual(['2', '3', '9'])
})

test('without the environment an unset variable is no problem, and its field is not judged', () => {
  expect(parse(BASE.replace('http://h/k', '${N}'), false).ok).toBe(true)
  const result = parse(BASE.replace('http://h/k', '${N}\n        language: fr'), false)
  expect(result.ok ? [] : result.problems.map((problem) => problem.path)).toEqual([
    'receivers.0.robot_configs.0.language',
  ])
})

test('variables of mail servers are expanded too', () => {
  const mail = '{ url: x, to: "1", smarthost: "${TO}", from: "${TO}", auth_username: "${TO}", require_tls: "${TO}" }'
  const config = configOf(BASE.replace('tiers:', () => `    sms_configs: [${mail}]\ntiers:`))
  expect(config.receivers[0]?.integrations[1]?.config).toMatchObject({
    ...{ smarthost: '1,2', from: '1,2', auth_username: '1,2', require_tls: '1,2' },
  })
})
