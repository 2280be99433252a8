import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelOf } from '../registry.ts'
import { parseExample } from './alerts.ts'
import { exampleNotification, renderExample } from './render.ts'

const NOW = Date.parse('2026-11-23T06:10:00Z')
const labels = { alertname: 'DiskFull', severity: 'critical', instance: 'db-1' }

test('one alert or a list, as posted and as got; what has ended is resolved', () => {
  const one = parseExample({ labels, startsAt: '2026-11-23T06:00:00Z' }, NOW)
  expect(one).toMatchObject({ ok: true, alerts: [{ status: 'firing', labels, annotations: {}, generatorUrl: '' }] })
  const got = { labels, endsAt: '2026-11-23T06:09:00Z', fingerprint: 'f0', receivers: [{ name: 'x' }], status: {} }
  expect(parseExample([got, { labels, endsAt: '0001-01-01T00:00:00Z' }], NOW)).toMatchObject({
    ok: true,
    alerts: [
      { status: 'resolved', fingerprint: 'f0', startsAt: NOW - 60_000, endsAt: NOW - 60_000 },
      { status: 'firing', startsAt: NOW },
    ],
  })
})

test.each([
  [null, ['must be an alert: an object with "labels"']],
  [[], ['there is no alert in it']],
  [{}, ['labels must be an object of texts']],
  [{ labels: { a: '' } }, ['labels must hold at least one label']],
  [
    [{ labels }, { labels: { a: 1 }, startsAt: 'yesterday' }],
    ['alert 2: labels.a must be a text', 'alert 2: startsAt must be a time such as 2026-01-31T08:00:00Z'],
  ],
  [{ labels, startsAt: '2026-01-02T00:00:00Z', endsAt: '2026-01-01T00:00:00Z' }, ['endsAt is before startsAt']],
])('%j', (value, problems) => {
  expect(parseExample(value, NOW)).toEqual({ ok: false, problems })
})

test('whatever is given is an answer', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => void parseExample(value, NOW)))
})

test('each integration says what it would send, or why not; secrets are not in it', () => {
  const parsed = parseExample([{ labels }, { labels: { ...labels, instance: 'db-2' } }], NOW)
  if (!parsed.ok) throw new Error('it is an alert')
  const robot = channelOf('wecom_robot')
  if (!robot) throw new Error('there is a robot')
  const occasion = { receiver: 'oncall', alerts: parsed.alerts, externalUrl: 'https://t.example', now: NOW }
  const config = { url: 'https://x.example/send?key=0123456789abcdef0123', mentioned_list: ['@all'] }
  const rendered = renderExample(
    [
      { channel: robot, config },
      { channel: robot, config: {} },
    ],
    occasion,
  )
  expect(rendered).toMatchObject([
    {
      channel: 'wecom_robot',
      target: 'wecom_robot …0123',
      problem: '',
      messages: [{ format: 'markdown' }, { format: 'text' }],
    },
    { target: 'wecom_robot', messages: [], problem: expect.stringContaining('not the settings of wecom_robot') },
  ])
  expect(JSON.stringify(rendered)).not.toContain('0123456789abcdef')
  expect(rendered[0]?.messages[0]?.content).toContain('https://t.example/act/EXAMPLE')
  expect(exampleNotification(occasion)).toMatchObject({ groupLabels: { alertname: 'DiskFull' }, status: 'firing' })
})
