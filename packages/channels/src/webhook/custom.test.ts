import { parseTemplates } from '@tocsin/template'
import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import { AT, alertOf, groupOf, notificationOf } from '../testing/notifications.ts'
import { startProvider } from '../testing/provider.ts'
import { webhookChannel } from './index.ts'
import { composeMessage } from './message.ts'
import { yamlValue } from './yaml-value.ts'

const files = parseTemplates([
  { file: 'own.tmpl', text: '{{ define "title" }}{{ .CommonLabels.alertname }}!{{ end }}' },
])
const templates = files.ok ? files.set : undefined
const schema = webhookChannel.schema(templates)
const URL = 'https://hooks.example.com/a'
const firing = notificationOf([alertOf()])

const compose = (settings: object, notification = firing) =>
  composeMessage(schema.parse({ url: URL, ...settings }), notification, AT)

describe('a rendered text as a value', () => {
  test.each([
    ['words stay words', 'words stay words'],
    ['5', 5n],
    ['-0.5', -0.5],
    ['true', true],
    ['yes', true],
    ['', null],
    ['~', null],
    ['2026-11-23', '2026-11-23'],
    ['12:30:45', '12:30:45'],
    ['"5"', '"5"'],
    [
      '{"b": [1, "x"], "a": null}',
      new Map<string, unknown>([
        ['b', [1, 'x']],
        ['a', null],
      ]),
    ],
    ['{"id": 12345678901234567890}', new Map([['id', 12345678901234567890n]])],
    ['a: 1\n2: x', new Map([['a', 1n]])],
    ['- a\n- b', ['a', 'b']],
    ['a: b: c', 'a: b: c'],
    ['[unclosed', '[unclosed'],
    ['.inf', '.inf'],
    ['{{ not yaml', '{{ not yaml'],
    [
      'a: &a [x]\nb: *a',
      new Map([
        ['a', ['x']],
        ['b', ['x']],
      ]),
    ],
  ])('%s', (text, expected) => {
    expect(yamlValue(text)).toEqual(expected)
  })

  test('what multiplies, nests without end, or is very long stays a text, soon', () => {
    const bomb = Array.from({ length: 9 }, (_, n) => `l${n + 1}: &l${n + 1} [${`*l${n}, `.repeat(9)}]`).join('\n')
    const begun = performance.now()
    for (const text of [
      `l0: &l0 [x]\n${bomb}`,
      '['.repeat(100_000),
      '[1,'.repeat(500) + ']'.repeat(500),
      `a: ${'b '.repeat(500_000)}`,
    ]) {
      expect(yamlValue(text)).toBe(text)
    }
    expect(performance.now() - begun).toBeLessThan(2_000)
  })
})

describe('a payload of the operator’s own', () => {
  test('texts are templates, keys too; all else stays; keys by their order', () => {
    const payload = {
      title: '{{ template "title" . }}',
      '{{ .Status }}': '{{ len .Alerts }}',
      priority: 3,
      on: true,
      nothing: null,
      tags: ['{{ .CommonLabels.severity }}', 'a<b'],
      nested: { labels: '{{ toJson .CommonLabels }}' },
    }
    expect(compose({ payload }).json).toBe(
      '{"firing":1,"nested":{"labels":{"alertname":"CheckoutLatencyHigh","route":"/checkout","service":"shop","severity":"warning","tier":"wecom"}},' +
        '"nothing":null,"on":true,"priority":3,"tags":["warning","a\\u003cb"],"title":"CheckoutLatencyHigh!"}\n',
    )
  })

  test('one text for the whole; the receiver as Alertmanager writes it; only the alerts that are sent', () => {
    const payload = '{"r": {{ toJson .Receiver }}, "n": {{ len .Alerts }}}'
    expect(compose({ payload, max_alerts: 2 }, { ...groupOf(5), receiver: 'a.b' }).json).toBe('{"n":2,"r":"a\\\\.b"}\n')
  })

  test('nothing behind the key is version 4', () => {
    expect(compose({ payload: null }).json).toContain('"version":"4"')
    expect(compose({}).problems).toEqual([])
  })

  test('one that fails is version 4 with the failure, and the attempt knows', async () => {
    const provider = await startProvider()
    const payload = { a: '{{ template "title" . }}', b: '{{ index .Alerts 7 }}' }
    const config = schema.parse({ url: provider.url, payload })
    const { outcome } = await webhookChannel.send(config, contextOf(firing))
    await provider.close()
    expect(outcome).toMatchObject({
      kind: 'sent',
      reason: expect.stringMatching(/^template failed, own text used: payload: /),
    })
    expect(provider.seen[0]?.body).toMatchObject({ version: '4', templateError: expect.stringContaining('payload: ') })
    expect(Object.keys(provider.seen[0]?.body ?? {}).at(-1)).toBe('templateError')
  })

  test('mistakes have their paths, and their places in the text', () => {
    const payload = { list: ['ok', 'line\n{{ .A'], '{{ if }}': 1, unknown: '{{ template "nope" . }}' }
    const { error } = schema.safeParse({ url: URL, payload })
    expect([...new Set(error?.issues.map(({ path }) => path.join('.')))]).toEqual([
      'payload.list.1',
      'payload.{{ if }}',
      'payload.unknown',
    ])
    expect(error?.issues[0]?.message).toMatch(/^line 2, column \d+ of the text: /)
  })
})

describe('an address by template', () => {
  test('goes where it says', () => {
    expect(compose({ url: 'https://hooks.example.com/{{ .CommonLabels.service }}' })).toMatchObject({
      url: 'https://hooks.example.com/shop',
      problems: [],
    })
  })

  test.each([
    ['{{ .CommonLabels.nothing }}', 'url: the template gave no http or https URL'],
    ['ftp://{{ .CommonLabels.service }}', 'url: the template gave no http or https URL'],
    ['https://u:p@{{ .CommonLabels.service }}/', 'url: the template gave no http or https URL'],
    ['https://x/{{ index .Alerts 7 }}', 'url: '],
  ])('%s: refused, with the reason', async (url, reason) => {
    const { outcome } = await webhookChannel.send(schema.parse({ url }), contextOf(firing))
    expect(outcome).toMatchObject({ kind: 'reject', code: 'TEMPLATE', reason: expect.stringContaining(reason) })
  })

  test('is named by its host where the template leaves it alone', () => {
    const shown = (url: string) => webhookChannel.describe(schema.parse({ url }))
    expect(shown('https://h.example:8443/{{ .Status }}')).toMatch(/^webhook h\.example:8443 …[0-9a-f]{4}$/)
    expect(shown('https://{{ .Status }}.example/')).toMatch(/^webhook \(address by template\) …[0-9a-f]{4}$/)
    expect(schema.safeParse({ url: 'https://x/{{ .A' }).error?.issues[0]?.path).toEqual(['url'])
    const [secret] = schema.safeParse({ url: 'https://x/{{ nosuch "SECRET" }}/{{ SECRET }}' }).error?.issues ?? []
    expect(secret?.message).toMatch(/^is a template with a mistake at line 1, column \d+/)
    expect(secret?.message).not.toContain('SECRET')
  })
})
