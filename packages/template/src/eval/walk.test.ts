/** What Go's own implementation answers, case by case. */
import { describe, expect, test } from 'vitest'
import { rendered, textOf } from '../testing/sample.ts'

const CASES: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'white space and comments': [
    [' a {{- 1 -}} b ', ' a1b '],
    ['a {{- /* c */ -}} b', 'ab'],
    ['{{/* a\nb */}}x', 'x'],
    ['{{ "{{" }}y }} z', '{{y }} z'],
    ['{{3 -}} {{- -3}}', '3-3'],
  ],
  constants: [
    ['{{ "a\\t\\"b\\"" }}{{ `raw\\n{{` }}', 'a\t"b"raw\\n{{'],
    ["{{ 'a' }} {{ '\\n' }} {{ '\\x41' }}", '97 10 65'],
    ['{{ 0x10 }} {{ 0b11 }} {{ 0o17 }} {{ 017 }} {{ 1_000 }} {{ -5 }} {{ .5 }}', '16 3 15 15 1000 -5 0.5'],
    ['{{ 1000000.0 }} {{ 1e6 }} {{ 100000.0 }} {{ 0.00001 }} {{ 1e20 }}', '1e+06 1e+06 100000 1e-05 1e+20'],
    ['{{ 9223372036854775807 }} {{ -9223372036854775808 }}', '9223372036854775807 -9223372036854775808'],
    ['{{ "\\u00e9\\xc3\\xa9\\101" }}', 'ééA'],
    ['{{ true }}{{ false }}', 'truefalse'],
  ],
  fields: [
    ['{{ .Status }} {{ $.Status }} {{ (.CommonLabels).zone }}', 'firing firing eu'],
    ['{{ .CommonLabels.nope }}|{{ index .CommonLabels "nope" }}', '|'],
    ['{{ (index .Alerts 0).Labels.node }}', 'a'],
    ['{{ (index .CommonLabels.SortedPairs 2).Value }}', 'eu'],
    ['{{ template "t" }}{{ define "t" }}{{ . }}{{ .a.b }}{{ end }}', '<no value><no value>'],
    ['{{ (dict "a" nil).a }} {{ (dict).x }}', '<no value> <no value>'],
  ],
  branches: [
    ['{{ if .Alerts }}a{{ else }}b{{ end }}', 'a'],
    ['{{ if "" }}a{{ else if 0 }}b{{ else if 0.0 }}c{{ else if false }}d{{ else }}e{{ end }}', 'e'],
    ['{{ with .CommonLabels.nope }}a{{ else with .Status }}{{ . }}{{ else }}c{{ end }}', 'firing'],
    ['{{ with $x := 5 }}{{ $x }}{{ . }}{{ end }}', '55'],
    [
      '{{ range $v := list list (dict) "" 0 0.0 false nil (now.Sub now) (safeHtml "") }}{{ if $v }}true{{ end }}{{ end }}',
      '',
    ],
    [
      '{{ range $v := list (list nil) (dict "" "") " " -1 0.1 true now (since now.UTC) .Alerts }}{{ if $v }}1{{ else }}0{{ end }}{{ end }}',
      '111111101',
    ],
    ['{{ with .CommonLabels }}{{ .zone }}{{ $.Status }}{{ end }}', 'eufiring'],
  ],
  loops: [
    ['{{ range $i, $a := .Alerts }}{{ $i }}{{ $a.Fingerprint }}{{ .Status }} {{ end }}', '0f1firing 1f2resolved '],
    ['{{ range $a := .Alerts }}{{ $a.Fingerprint }}{{ end }}', 'f1f2'],
    ['{{ range $k, $v := .CommonLabels }}{{ $k }}={{ $v }};{{ end }}', 'alertname=DiskFull;severity=critical;zone=eu;'],
    ['{{ range .CommonLabels }}{{ . }},{{ end }}', 'DiskFull,critical,eu,'],
    [
      '{{ range 3 }}{{ . }}{{ end }}{{ range $i := 2 }}{{ $i }}{{ end }}{{ range 0 }}{{ else }}none{{ end }}',
      '01201none',
    ],
    [
      '{{ range .Alerts.Firing.x }}{{ end }}',
      '! template: text:1:10: executing "text" at <.Alerts.Firing.x>: can\'t evaluate field x in type []template.Alert',
    ],
    ['{{ range .CommonLabels.Names }}{{ if eq . "severity" }}{{ break }}{{ end }}{{ . }}{{ end }}', 'alertname'],
    ['{{ range .Alerts }}{{ if eq .Status "firing" }}{{ continue }}{{ end }}{{ .Status }}{{ end }}', 'resolved'],
    ['{{ range list }}x{{ else }}{{ .Status }}{{ end }}', 'firing'],
  ],
  variables: [
    ['{{ $x := 1 }}{{ if true }}{{ $x = 2 }}{{ $x := 3 }}{{ $x }}{{ end }}{{ $x }}', '32'],
    ['{{ $n := 0 }}{{ range .Alerts }}{{ $n = len .Status }}{{ end }}{{ $n }}', '8'],
    ['{{ $m := .CommonLabels }}{{ $m.zone }}{{ $m.SortedPairs.Names | join "+" }}', 'eualertname+severity+zone'],
  ],
  templates: [
    ['{{ define "t" }}[{{ . }}{{ $ }}]{{ end }}{{ template "t" .Status }}', '[firingfiring]'],
    ['{{ block "b" 1 }}<{{ . }}>{{ end }}{{ template "b" 2 }}', '<1><2>'],
  ],
  pipelines: [
    ['{{ .Status | printf "%s-%s" "a" }} {{ "x" | len | printf "%d" }}', 'a-firing 1'],
    ['{{ (printf "%d" 3) | printf "%s%s" "a" }} {{ ((1)) }}', 'a3 1'],
    ['{{ 0 | or 1 }} {{ 5 | and 1 }} {{ 0 | and 1 }}', '1 5 0'],
    ['{{ or 1 (index .Alerts 9) }} {{ and 0 (index .Alerts 9) }}', '1 0'],
    ['{{ and 1 0 2 }} {{ and 1 2 }} {{ or 0 "" "x" }} {{ not 1 }} {{ not "" }}', '0 2 x false true'],
  ],
}

for (const [name, cases] of Object.entries(CASES))
  test.each(cases)(`${name}: %s`, (text, expected) => {
    expect(textOf(text)).toBe(expected)
  })

describe('errors name template, line, column and what stood there', () => {
  test.each([
    ['{{ .Foo }}', `1:4: executing "text" at <.Foo>: can't evaluate field Foo in type *template.Data`],
    ['x\n  {{ .Status.Foo }}', `2:6: executing "text" at <.Status.Foo>: can't evaluate field Foo in type string`],
    ['{{ .Status 1 }}', 'Status has arguments but cannot be invoked as function'],
    ['{{ .CommonLabels.zone 1 }}', 'zone is not a method but has arguments'],
    ['{{ 1 2 }}', "can't give argument to non-function"],
    ['{{ nil }}', 'nil is not a command'],
    ['{{ toUpper nil }}', '1:12: executing "text" at <nil>: cannot assign nil to string'],
    ['{{ toUpper 1 }}', '1:12: executing "text" at <1>: expected string; found 1'],
    ['{{ toUpper "a" "b" }}', 'wrong number of args for toUpper: want 1 got 2'],
    ['{{ "a" | safeHtml | toUpper }}', 'wrong type for value; expected string; got template.HTML'],
    ['{{ join "," "a" }}', 'can\'t handle "a" for arg of type []string'],
    ['{{ index .Alerts 5 }}', 'at <index .Alerts 5>: error calling index: index out of range: 5'],
    ['{{ index .CommonLabels 1 }}', 'error calling index: value has type int; should be string'],
    ['{{ (dict "a" nil).a.b }}', 'nil pointer evaluating interface {}.b'],
    ['{{ range 1.5 }}{{ end }}', "range can't iterate over"],
    ['{{ range $i, $e := 3 }}{{ end }}', "can't use 3 to iterate over more than one variable"],
    ['{{ call .Status }}', 'error calling call: non-function of type string'],
  ])('%s', (text, expected) => {
    expect(textOf(text)).toContain(expected)
  })

  test('in a called template, of its own file', () => {
    const files = [{ file: 'dir/mine.tmpl', text: '{{ define "mine" }}\n {{ len 3 }}{{ end }}' }]
    expect(rendered('{{ template "mine" . }}', { files })).toEqual({
      ok: false,
      message: 'template: dir/mine.tmpl:2:5: executing "mine" at <len 3>: error calling len: len of type int',
    })
  })
})
