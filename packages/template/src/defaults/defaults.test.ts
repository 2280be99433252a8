/** What the default templates say, whole: users compare it with what they had. */
import { describe, expect, test } from 'vitest'
import { parseTemplates, render, renderHtml } from '../index.ts'
import { rendered } from '../testing/sample.ts'

const parsed = parseTemplates([])
const names = parsed.ok ? parsed.set.names : []

const named = (name: string, data = '.'): string => {
  const result = rendered(`{{ template "${name}" ${data} }}`)
  return result.ok ? result.text : `! ${result.message}`
}

const FIRING = `Labels:
 - alertname = DiskFull
 - node = a
 - severity = critical
 - zone = eu
Annotations:
 - description = 日本
 - summary = full
Source: http://prometheus/graph?g0.expr=up
`
const RESOLVED = `Labels:
 - alertname = DiskFull
 - node = b
 - severity = critical
 - zone = eu
Annotations:
Source: 
`
const SUBJECT = '[FIRING:1] DiskFull (critical eu)'
const URL = 'http://router.example/#/alerts?receiver=team%5C.a'
const ANNOTATIONS = 'it\'s "full" & <b>bold</b>\n'

describe('texts', () => {
  test.each([
    ['__subject', '.', SUBJECT],
    ['email.default.subject', '.', SUBJECT],
    ['__alertmanager', '.', 'Alertmanager'],
    ['__alertmanagerURL', '.', URL],
    ['__text_alert_list', '.Alerts', FIRING + RESOLVED],
    ['slack.default.fallback', '.', `${SUBJECT} | ${URL}`],
    ['slack.default.color', '.', 'danger'],
    ['slack.default.text', '.', ''],
    ['jira.default.priority', '.', 'High'],
    ['opsgenie.default.description', '.', `${ANNOTATIONS}Alerts Firing:\n${FIRING}\nAlerts Resolved:\n${RESOLVED}`],
    ['webex.default.message', '.', `${ANNOTATIONS}\nAlerts Firing:\n${FIRING}\n\n\nAlerts Resolved:\n${RESOLVED}\n\n`],
    [
      'wechat.default.message',
      '.',
      `${SUBJECT}\n${ANNOTATIONS}Alerts Firing:\n${FIRING}\nAlerts Resolved:\n${RESOLVED}\nAlertmanagerUrl:\n${URL}`,
    ],
  ])('%s', (name, data, expected) => {
    expect(named(name, data)).toBe(expected)
  })

  test('a list for Markdown', () => {
    expect(named('__text_alert_list_markdown', '.Alerts.Resolved')).toBe(`
Labels:
  - alertname = DiskFull
  - node = b
  - severity = critical
  - zone = eu

Annotations:

Source: 

`)
  })
})

test('every name that an integration of Alertmanager uses is there, and renders', () => {
  expect(names).toHaveLength(66)
  for (const name of names.filter((candidate) => !/alert_list|instances/.test(candidate)))
    expect(named(name), name).not.toContain('! template')
})

test('the mail', async () => {
  const result = rendered('{{ template "email.default.html" . }}', { using: renderHtml })
  expect(result.ok).toBe(true)
  await expect(result.ok ? result.text : result.message).toMatchFileSnapshot('./email.golden.html')
})

test('later files replace templates of earlier ones, an empty one does not', () => {
  const files = [
    { file: 'a.tmpl', text: '{{ define "__subject" }}first{{ end }}{{ define "__alertmanager" }} {{ end }}' },
    { file: 'b.tmpl', text: '{{ define "__subject" }}second {{ template "__alertmanager" . }}{{ end }}whole file' },
  ]
  expect(
    rendered('{{ template "slack.default.title" . }}, {{ template "b.tmpl" . }}', { files, using: render }),
  ).toEqual({
    ok: true,
    text: 'second Alertmanager, whole file',
  })
})
