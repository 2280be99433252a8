import { channelSchemas } from '@tocsin/channels'
import { parseRouterConfig, type RouterParseOptions } from '@tocsin/rules'
import { expect, test } from 'vitest'
import { type LiveConfig, readConfig } from '../../loop/live-config.ts'
import { renderReceiver } from './render.ts'

type RouterFiles = NonNullable<RouterParseOptions['files']>

const NOW = Date.parse('2026-11-23T06:10:00Z')
const KEY = '693a91f6-7aaa-4bc4-97a0-0ec2feedc0de'
const ROUTER_YML = `
route: { receiver: oncall }
receivers:
  - name: oncall
    wecom_robot_configs: [ { url: 'https://x.example/send?key=${KEY}', language: en } ]
    sms_configs: [ { url: 'https://x.example/sms', to: ['13800000001'], headers: { authorization: 'Bearer s3cret-token' } } ]
  - name: team
    notify: [li]
    wecom_robot_configs: [ { url: 'https://x.example/send?key=${KEY}', language: en } ]
  - name: nobody
`
const PEOPLE_YML = 'people: { li: { wecom: LiWei } }'

function render(receiver: string, body: unknown) {
  const files: RouterFiles = {
    readText: (name) =>
      name === 'people.yml' ? { ok: true, text: PEOPLE_YML } : { ok: false, message: 'gone', missing: true },
    glob: () => [],
  }
  const parsed = parseRouterConfig(ROUTER_YML, { file: 'router.yml', env: {}, channels: channelSchemas, files })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const live: LiveConfig = { ...readConfig(parsed.config, []), version: 1 }
  return renderReceiver(
    { live: () => live, calendars: () => new Map(), now: () => NOW, externalUrl: () => 'https://t.example' },
    receiver,
    body,
  )
}

test('each channel of the receiver, in its order, without secrets', () => {
  const rendered = render('oncall', { labels: { alertname: 'DiskFull', severity: 'critical' } })
  expect(rendered).toMatchObject({
    kind: 'rendered',
    answer: {
      receiver: 'oncall',
      integrations: [
        { channel: 'wecom_robot', target: 'wecom_robot …c0de', messages: [{ format: 'markdown' }] },
        { channel: 'sms', messages: [{ format: 'text', content: expect.stringContaining('DiskFull') }] },
      ],
    },
  })
  expect(JSON.stringify(rendered)).not.toMatch(/693a91f6|s3cret/)
})

test('those whom it is for now are called', () => {
  const rendered = render('team', { labels: { alertname: 'DiskFull', severity: 'critical' } })
  expect(rendered).toMatchObject({
    answer: { integrations: [{ messages: [{ content: expect.stringMatching(/<@LiWei>$/) }] }] },
  })
})

test('a receiver without channels sends nothing', () => {
  expect(render('nobody', { labels: { a: 'b' } })).toEqual({
    kind: 'rendered',
    answer: { receiver: 'nobody', integrations: [] },
  })
})

test('what is wrong is said', () => {
  expect(render('gone', { labels: { a: 'b' } })).toEqual({ kind: 'no receiver' })
  expect(render('oncall', [{ labels: {} }, {}])).toEqual({
    kind: 'bad alerts',
    message: 'alert 1: labels must hold at least one label; alert 2: labels must be an object of texts',
  })
})
