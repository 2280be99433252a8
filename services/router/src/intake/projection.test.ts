import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { channelSchemas } from '@tocsin/channels'
import { findOnPath, formatProblem } from '@tocsin/kit'
import { parseRouterConfig, type RouterConfig } from '@tocsin/rules'
import { expect, test } from 'vitest'
import { readConfig } from '../loop/live-config.ts'
import { projectConfig } from './projection.ts'

const amtool = findOnPath('amtool', process.env['PATH'])
/** Where it must be there, its absence is a failure. */
const real = test.skipIf(!process.env['CI'] && amtool === undefined)

function configOf(text: string): RouterConfig {
  const parsed = parseRouterConfig(text, { file: 'router.yml', env: {}, channels: channelSchemas })
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return parsed.config
}

const WHOLE = `
global: { resolve_timeout: 1m }
inherit_time_intervals: true
route:
  receiver: chat
  group_by: ['...']
  labels: { team: sre }
  routes:
    - matchers: [ 'a=~"x{2}|\\"y\\""', 'b!="line\\nbreak"', c!~"", d="back\\\\\\\\slash" ]
      continue: true
      mute_time_intervals: [nights, never]
      active_time_intervals: [always]
      routes:
        - match: { e: f }
          group_by: [e]
          receiver: nobody
inhibit_rules:
  - name: nodes
    source_matchers: [ severity="critical", x!="" ]
    target_match_re: { severity: warning|info }
    equal: [cluster]
  - {}
time_intervals:
  - name: nights
    time_intervals:
      - times: [{ start_time: '22:00', end_time: '24:00' }, { start_time: '00:00', end_time: '06:30' }]
        weekdays: ['monday:friday', sunday]
        days_of_month: ['1:5', '-3:-1', 7]
        months: ['january:march', 12]
        years: ['2024:2030', 2040]
        location: Asia/Shanghai
  - { name: never, time_intervals: [{ years: [] }] }
  - { name: always, time_intervals: [{}] }
receivers:
  - name: nobody
  - name: chat
    wecom_robot_configs: [{ url: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=very-secret' }]
tiers:
  wecom: { receiver: chat, objective: 1m }
`

const projectionOf = (text: string): string => projectConfig(readConfig(configOf(text), []))

test('read again it means the same, apart from addresses and what older readers refuse', () => {
  const config = configOf(WHOLE)
  const again = configOf(
    projectionOf(WHOLE).replaceAll('webhook_configs', 'sms_configs').replaceAll('"url"', '"to": "12345", "url"'),
  )
  const bare = (route: RouterConfig['route']): unknown => ({ ...route, labels: {}, routes: route.routes.map(bare) })
  expect(bare(again.route)).toEqual(bare(config.route))
  expect(again.inhibitRules).toEqual(config.inhibitRules.map((rule) => ({ ...rule, name: '' })))
  expect(again.timeIntervals).toEqual(config.timeIntervals)
  expect(again.resolveTimeoutMs).toBe(60_000)
  expect(again.receivers.map(({ name, integrations }) => [name, integrations.length])).toEqual([
    ['nobody', 0],
    ['chat', 1],
  ])
})

test('no address takes part', () => {
  expect(projectionOf(WHOLE)).not.toMatch(/secret|weixin/)
})

real('amtool accepts it', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tocsin-projection-')), 'alertmanager.yml')
  writeFileSync(file, projectionOf(WHOLE))
  const said = execFileSync(amtool ?? 'amtool', ['check-config', file], { encoding: 'utf8' })
  expect(said).toContain('SUCCESS')
  expect(said).toContain('2 inhibit rules')
})
