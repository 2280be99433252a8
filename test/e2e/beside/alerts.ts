/** A small world: a configuration, alerts, and what is asked about them. */

export const CONFIG = `
global: { resolve_timeout: 7h }
route:
  receiver: team
  group_by: [alertname]
  group_wait: 1h
  group_interval: 1h
  routes:
    - { matchers: [ 'severity="critical"' ], receiver: pager, continue: true, group_by: [ service, zone ] }
    - { matchers: [ 'service=~"db.*"' ], receiver: dba, group_by: [ '...' ] }
    - matchers: [ 'service!~"db.*"', 'zone!=""' ]
      receiver: zones
      group_by: [ zone ]
      continue: true
      routes:
        - { matchers: [ 'zone="eu"' ], receiver: eu, mute_time_intervals: [ always ] }
        - { matchers: [ 'zone="us"' ], receiver: zones, group_by: [ nothing ] }
    - { matchers: [ 'severity="critical"' ], receiver: pager }
receivers: [ { name: team }, { name: pager }, { name: dba }, { name: zones }, { name: eu } ]
inhibit_rules:
  - { source_matchers: [ 'severity="critical"' ], target_matchers: [ 'severity="warning"' ], equal: [ service ] }
  - { source_matchers: [ 'alertname="Down"' ], target_matchers: [ 'alertname!="Down"' ], equal: [ zone ] }
time_intervals: [ { name: always, time_intervals: [ { years: [ '2000:2999' ] } ] } ]
`

const HOUR = 3_600_000
const at = (ms: number): string => new Date(Math.floor(Date.now() / 1000) * 1000 + ms).toISOString()
const times = { startsAt: at(-HOUR), endsAt: at(HOUR) }
const alert = (labels: Readonly<Record<string, string>>, change: Readonly<Record<string, unknown>> = {}) => ({
  ...{ labels, annotations: { summary: `about ${labels['alertname'] ?? 'nothing'}` }, ...times },
  ...change,
})

/** Posted one after the other, with a look after each. */
export const POSTS: readonly (readonly [string, readonly unknown[]])[] = [
  [
    'all kinds of labels',
    [
      alert({ alertname: 'A' }),
      alert({ alertname: 'A', job: 'b', instance: '2' }),
      alert({ alertname: 'A', job: 'b', instance: '10' }),
      alert({ alertname: 'A', job: 'a', instance: '9', zone: 'eu' }),
      alert({ alertname: 'A', instance: '1' }),
      alert({ alertname: 'B', severity: 'critical', service: 'db' }),
      alert({ alertname: 'B', severity: 'critical', service: 'web', zone: 'us' }),
      alert({ alertname: 'B', severity: 'warning', service: 'web', zone: 'us' }),
      alert({ alertname: 'B', severity: 'warning', service: 'db-2' }),
      alert({ alertname: 'C', empty: '', text: 'a "quoted"\nline \\ and <tag> & more' }),
      alert({ alertname: '日志', service: '支付', emoji: '🙂' }),
      alert({ severity: 'warning' }),
      alert({ foo: 'bar' }),
    ],
  ],
  [
    'with an address, and with nothing but labels',
    [
      alert({ alertname: 'D' }, { generatorURL: 'http://prometheus:9090/graph?g0.expr=up+%3D%3D+0&g0.tab=1' }),
      { labels: { alertname: 'E' } },
      { labels: { alertname: 'E', n: '2' }, annotations: null, startsAt: at(-HOUR) },
      { labels: { alertname: 'E', n: '3' }, endsAt: at(HOUR) },
    ],
  ],
  [
    'over, and over before it came',
    [
      alert({ alertname: 'A', instance: '1' }, { endsAt: at(-1_000) }),
      alert({ alertname: 'F' }, { startsAt: at(-3 * HOUR), endsAt: at(-2 * HOUR) }),
    ],
  ],
  [
    'again: a later end, other annotations, an earlier start',
    [
      alert({ alertname: 'A' }, { endsAt: at(2 * HOUR), annotations: { summary: 'still', runbook: 'http://r/A' } }),
      alert({ alertname: 'D' }, { startsAt: at(-2 * HOUR), endsAt: at(3 * HOUR) }),
      alert(
        { alertname: 'B', severity: 'warning', service: 'db-2' },
        { startsAt: at(-HOUR / 2), endsAt: at(2 * HOUR) },
      ),
    ],
  ],
  ['again after its end', [alert({ alertname: 'A', instance: '1' }, { startsAt: at(-500) })]],
  ['one that hushes others', [alert({ alertname: 'Down', zone: 'us' }), alert({ alertname: 'Down', zone: 'eu' })]],
  ['two of one', [alert({ alertname: 'G' }), alert({ alertname: 'G' }, { annotations: { summary: 'the second' } })]],
]

/** Of the alert and group lists, once all is posted and silenced. */
export const QUESTIONS: readonly string[] = [
  ...combinations(['active', 'silenced', 'inhibited']),
  ...[
    'unprocessed=false',
    'active=no&silenced=on',
    'active=0',
    'silenced=maybe',
    'active=false&active=true',
    'active=',
  ],
  ...filters('alertname="A"', 'alertname=A', 'alertname!=A', 'alertname=~"A|B"', 'alertname!~"A|B"', 'alertname=~""'),
  ...filters('foo="bar"', 'foo!="bar"', 'baz=""', 'baz!=""', 'baz="qux"', 'baz!="qux"', 'baz="qux|"', 'baz!="qux|"'),
  ...filters('foo=~"bar"', 'foo!~"bar"', 'baz=~""', 'baz!~""', 'baz=~"qux"', 'baz!~"qux"', 'baz=~"qux|"'),
  ...filters('baz!~"qux|"', 'alertname=日志', 'text=~"(?s).*line.*"', 'text=~".*quoted.*"', 'instance=~"\\\\d+"'),
  ...filters(' severity = critical ', 'severity=~"(?i)CRIT.*"', 'job=~"[ab]"', 'service=~"d[^x]*"', 'constructor=""'),
  'filter=alertname%3DB&filter=severity%3Dcritical',
  'filter=alertname%3DB&filter=severity%3Dcritical&filter=service%3Ddb',
  ...['team', 'pager', 'p.*', 'dba|eu', 'te', 'zones', '(?i)EU', ''].map(
    (name) => `receiver=${encodeURIComponent(name)}`,
  ),
  'receiver=pager&filter=service%3Dweb',
  'receiver=team&receiver=pager',
]

function combinations(names: readonly string[]): string[] {
  return Array.from({ length: 2 ** names.length }, (_, bits) =>
    names.map((name, index) => `${name}=${(bits >> index) % 2 === 0}`).join('&'),
  )
}

function filters(...matchers: readonly string[]): string[] {
  return matchers.map((matcher) => `filter=${encodeURIComponent(matcher)}`)
}
