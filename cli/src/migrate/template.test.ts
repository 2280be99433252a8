import { parseTemplates, render, renderHtml, templateData } from '@tocsin/template'
import { describe, expect, test } from 'vitest'
import { convertTemplate } from './template.ts'

const AT = Date.parse('2026-11-23T06:02:10.120Z')
const alert = {
  status: 'firing' as const,
  labels: { alertname: 'CpuHigh', instance: 'db-1:9100', status: 'bad' },
  annotations: { description: 'CPU "90%" <b>' },
  startsAt: AT,
  generatorUrl: 'http://p.example/g?a=1&b=2',
  fingerprint: 'f1',
}
const other = {
  ...alert,
  status: 'resolved' as const,
  labels: { ...alert.labels, instance: 'db-2:9100' },
  endsAt: AT + 200_000,
}
const data = templateData({
  ...{ receiver: 'ops', status: 'firing', reason: 'first notification', externalUrl: 'http://am.example' },
  ...{ groupLabels: { alertname: 'CpuHigh' }, commonLabels: { alertname: 'CpuHigh' }, commonAnnotations: {} },
  alerts: [alert, other],
})

function rendered(written: string, html = false): string {
  const { text, untaken } = convertTemplate('t', written, html)
  expect(untaken).toEqual([])
  const parsed = parseTemplates([{ file: 'x.tmpl', text }])
  const call = parsed.ok ? parsed.set.parseText('{{ template "t" . }}') : parsed
  if (!call.ok) throw new Error(JSON.stringify([text, call.problems]))
  const result = (html ? renderHtml : render)(call.text, data, { now: AT + 300_000 })
  return result.ok ? result.text : `FAILED ${result.message}`
}

const EACH = (inside: string) => `{{range $k,$v:=.alerts}}${inside}{{end}}`

describe('what a template shows', () => {
  test.each([
    [
      'the whole message',
      '{{.receiver}} {{.status}} {{.externalURL}} {{.commonLabels.alertname}}',
      'ops firing http://am.example CpuHigh',
    ],
    [
      'each alert, on lines of its own',
      EACH('{{$v.labels.instance}} {{$v.status}}'),
      'db-1:9100 firing\ndb-2:9100 resolved',
    ],
    ['by the dot', '{{range .alerts}}{{.labels.instance}}{{end}}', 'db-1:9100\ndb-2:9100'],
    ['by one variable', '{{range $a := .alerts}}{{$a.fingerprint}}{{end}}', 'f1\nf1'],
    ['lines that are there stay the only ones', EACH('\n{{$v.fingerprint}}'), '\nf1\nf1'],
    ['a label named as a field', EACH('{{with $v.labels}}{{.status}}{{end}}'), 'bad\nbad'],
    ['if and else', EACH('{{if eq $v.status "resolved"}}over{{else}}on{{end}}'), 'on\nover'],
    ['else if', EACH('{{if false}}a{{else if eq $v.status "firing"}}b{{else}}c{{end}}'), 'b\nc'],
    ['a label with a dash', EACH('{{index $v.labels "alertname"}}'), 'CpuHigh\nCpuHigh'],
    ['the first', '{{$f := index .alerts 0}}{{$f.labels.instance}} {{(index .alerts 0).status}}', 'db-1:9100 firing'],
    ['how many', '{{len .alerts}}', '2'],
    ['the root from inside', '{{range .alerts}}{{$.status}}{{end}}', 'firing\nfiring'],
    ['a time as JSON has it', '{{(index .alerts 0).startsAt}}', '2026-11-23T06:02:10.12Z'],
    ['a comparison of times', '{{if eq (index .alerts 0).endsAt "0001-01-01T00:00:00Z"}}open{{end}}', 'open'],
    ['China time', '{{GetCSTtime (index .alerts 0).startsAt}}', '2026-11-23 14:02:10'],
    ['China time, piped', '{{(index .alerts 0).startsAt | GetCSTtime}}', '2026-11-23 14:02:10'],
    ['China time, by a variable', '{{$t := (index .alerts 0).startsAt}}{{GetCSTtime $t}}', '2026-11-23 14:02:10'],
    ['now', '{{GetCSTtime ""}}', '2026-11-23 14:07:10'],
    ['a layout', '{{TimeFormat (index .alerts 0).startsAt "01-02 15:04"}}', '11-23 06:02'],
    ['how long', '{{$a := index .alerts 1}}{{GetTimeDuration $a.startsAt $a.endsAt}}', '3m 20s'],
    ['a part of a text', '{{SplitString "192.168.1.110:9100" 0 13}}', '192.168.1.110'],
    ['all but its end', '{{SplitString "192.168.1.110:9100" 0 -5}}', '192.168.1.110'],
    ['a middle', '{{SplitString "abcdef" 1 -2}} {{SplitString "abcdef" 2 4}}', 'bcd cd'],
    ['of too short a text', '{{SplitString "ab" 0 -5}}|{{SplitString "ab" 0 9}}', '|ab'],
    [
      'functions that both have',
      '{{toUpper .status}} {{reReplaceAll "f" "g" .status}} {{.status | title}}',
      'FIRING giring Firing',
    ],
    ['white space that goes', 'a {{- .status -}} b', 'afiringb'],
    ['a comment', 'a{{/* {{.nothing}} */}}b', 'ab'],
    [
      'a link to silence',
      '{{$m:=""}}{{range $k,$v:=.commonLabels}}{{$m = print $m $k "%3D" $v "%2C"}}{{end}}{{SplitString $m 0 -3}}',
      'alertname%3DCpuHigh',
    ],
  ])('%s', (_name, written, expected) => {
    expect(rendered(written)).toBe(expected)
  })

  test('in a mail values are escaped, and attributes get their quotes', () => {
    const written = '{{range .alerts}}\n<a href ={{.generatorURL}}>{{.annotations.description}}</a>{{end}}'
    const link = '<a href ="http://p.example/g?a=1&amp;b=2">CPU &#34;90%&#34; &lt;b&gt;</a>'
    expect(rendered(written, true)).toBe(`\n${link}\n${link}`)
  })
})

describe('what it cannot take has its place', () => {
  test.each([
    ['a\n{{.version}}', [2, 3, 'our messages have no .version']],
    ['{{range .alerts}}{{.value}}{{end}}', [1, 20, 'our messages have no .value']],
    ['{{.check.result}}', [1, 3, 'our messages have no .check']],
    ['{{GetTime .status}}', [1, 3, 'GetTime reads numbers of seconds, which no message of Alertmanager has']],
    ['{{GetCSTtime .status}}', [1, 3, 'GetCSTtime: only startsAt and endsAt are times here']],
    ['{{SplitString .status 0 .n}}', [1, 25, 'our messages have no .n']],
    ['{{env "HOME"}}', [1, 3, 'there is no function env']],
    ['{{define "x"}}{{end}}', [1, 3, "define: a template of PrometheusAlert's that holds others is not taken"]],
    ['{{.status', [1, 1, 'unclosed action: "}}" is missing']],
  ])('%s', (written, [line, column, message]) => {
    const { text, untaken } = convertTemplate('t', written, false)
    expect(untaken).toEqual([{ line, column, message }])
    expect(parseTemplates([{ file: 'x.tmpl', text }]).ok).toBe(true)
  })

  test('all of it at once, and the rest is taken', () => {
    const { text, untaken } = convertTemplate(
      't',
      '{{if .foo}}{{.bar}}{{end}}{{range .x}}a{{else}}b{{end}}{{.status}}',
      false,
    )
    expect(untaken.map(({ column }) => column)).toEqual([6, 14, 35])
    expect(text).toBe(
      '{{ define "t" }}{{ if false }}{{ "" }}{{ end }}{{ range list }}a{{ else }}b{{ end }}{{ .Status }}{{ end }}\n',
    )
  })
})
