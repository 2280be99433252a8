/** Templates that want to hang or to fill memory. */
import { describe, expect, test } from 'vitest'
import { rendered, textOf } from './testing/sample.ts'

const HUNDRED = '{{ range $i := 100 }}'
const END = '{{ end }}'
const LONG = '{{ $a := printf "%1000000s" "a" }}{{ $b := printf "%1000000s" "a" }}'

describe('limits', () => {
  test.each([
    ['loops within loops', `${HUNDRED.repeat(8)}x${END.repeat(8)}`, 'steps'],
    ['a loop without end', '{{ range 9223372036854775807 }}{{ end }}', 'steps'],
    [
      'a template that calls itself',
      '{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}',
      'nested more than 200 deep',
    ],
    [
      'two that call each other',
      '{{ define "a" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ if true }}{{ template "a" }}{{ end }}{{ end }}{{ template "a" }}',
      'deep',
    ],
    ['a wide field', '{{ printf "%999999d|%999999d" 1 1 }}', 'longer than'],
    ['a wide field, often', `${HUNDRED}{{ $x := printf "%1000000s" "" }}{{ end }}`, 'steps'],
    ['zeros', '{{ printf "%0999999d %.999999d" 1 1 }}', 'longer than'],
    ['a precision', '{{ printf "%.999999f" 1.0 }}', 'precision'],
    ['a text that doubles', `{{ $x := "ab" }}${HUNDRED}{{ $x = printf "%s%s" $x $x }}{{ end }}`, 'longer than'],
    ['a text that doubles, printed', `{{ $x := "ab" }}${HUNDRED}{{ $x = print $x $x }}{{ end }}`, 'longer than'],
    ['escapes of escapes', `{{ $x := "&" }}${HUNDRED}{{ $x = html $x $x }}{{ end }}`, 'longer than'],
    ['JSON of JSON', `{{ $x := "\\"" }}${HUNDRED}{{ $x = toJson $x }}{{ end }}`, 'longer than'],
    ['a list that doubles', `{{ $x := list 1 }}${HUNDRED}{{ $x = list $x $x }}{{ end }}{{ $x }}`, 'deep'],
    [
      'a list that doubles, less deep',
      `{{ $x := list 1 }}{{ range 60 }}{{ $x = list $x $x }}{{ end }}{{ $x }}`,
      'steps',
    ],
    [
      'a map of maps as JSON',
      `{{ $x := dict "a" 1 }}{{ range 60 }}{{ $x = dict "a" $x "b" $x }}{{ end }}{{ toJson $x }}`,
      'steps',
    ],
    ['comparison of such', `{{ $x := list 1 }}{{ eq $x $x }}`, 'non-comparable'],
    ['a long list', `{{ $x := list }}{{ range 100000 }}{{ $x = append $x 1 }}{{ end }}`, 'steps'],
    ['a replacement that grows', `{{ $x := "aa" }}${HUNDRED}{{ $x = reReplaceAll "a" "aa" $x }}{{ end }}`, 'steps'],
    ['an expression that backtracks', `{{ $x := printf "%1000s" "!" }}${HUNDRED}{{ match "( +)+$" $x }}{{ end }}`, ''],
    ['a large expression', '{{ match "((((a{30}){30}){30}){30})" "a" }}', 'invalid repeat count'],
    ['a long expression', `{{ match (printf "%2000s" "a") "a" }}`, 'longer than'],
    ['many matches in a long text', '{{ reReplaceAll " (.*z)?" "x" (printf "%100000s" "a") | len }}', 'steps'],
    [
      'a layout',
      `{{ $l := printf "%500000s" "" | reReplaceAll "^" "x" }}{{ (index .Alerts 0).StartsAt.Format $l }}`,
      '',
    ],
    [
      'spaces in the middle of a text',
      `{{ $x := printf "x%500000sx" " " }}{{ range 10000 }}{{ $y := trimSpace $x }}{{ end }}`,
      'steps',
    ],
    ['long texts compared', `${LONG}{{ range 100000 }}{{ $y := lt $a $b }}{{ end }}`, 'steps'],
    ['long texts found equal', `${LONG}{{ range 100000 }}{{ $y := eq $a $b }}{{ end }}`, 'steps'],
    ['bytes of a long text', `${LONG}{{ range 100000 }}{{ $y := index $a 5 }}{{ end }}`, 'steps'],
    ['many expressions', '{{ range $i := 100000 }}{{ $y := match (printf "a{1000}%d" $i) "x" }}{{ end }}', 'steps'],
    [
      'many broken expressions',
      '{{ range $i := 100000 }}{{ $y := or (match (printf "a%d" $i) "x") 1 }}{{ end }}',
      'steps',
    ],
    [
      'many zones',
      `{{ range $i := 100000 }}{{ $y := tz (printf "Etc/GMT+%d" (index "\x01\x02\x03\x04\x05\x06\x07" (len (slice (printf "%d" $i) 1)))) now }}{{ end }}`,
      'steps',
    ],
    [
      'calendars',
      `{{ $t := tz "Asia/Shanghai" now }}{{ range $i := 100000 }}{{ $y := ($t.AddDate 0 0 $i).Format "2006" }}{{ end }}`,
      'steps',
    ],
    ['a long layout', `{{ now.Format (printf "%2000s" "05") }}`, 'layout longer than 1000 characters'],
  ])('%s', (_, text, reason) => {
    const result = rendered(text)
    if (reason === '') return
    expect(result.ok).toBe(false)
    expect(result.ok ? '' : result.message).toContain(reason)
    expect(result.ok ? '' : result.message).toMatch(/^template: text:\d+:\d+: executing "\w+"/)
  })

  test('limits can be set, and are exact', () => {
    const at = (output: number) => rendered('{{ "abc" }}de', { options: { now: 0, limits: { output } } })
    expect(at(5)).toEqual({ ok: true, text: 'abcde' })
    expect(at(4)).toMatchObject({ ok: false })
  })

  test('deep texts are refused, not crashed on', () => {
    const parens = `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`
    const branches = '{{ if true }}'.repeat(5000) + END.repeat(5000)
    const chain = `{{ if false }}${'{{ else if false }}'.repeat(5000)}{{ end }}`
    for (const text of [parens, branches, chain]) expect(textOf(text)).toMatch(/more than|nested/)
  })

  test('the deepest that is allowed fits the stack', () => {
    const branches = `${'{{ if true }}{{ with 1 }}'.repeat(90)}${'('.repeat(0)}x${END.repeat(180)}`
    expect(textOf(branches)).toBe('x')
    const recursion =
      '{{ define "t" }}{{ if lt (len .) 60 }}{{ template "t" (printf "%sx" .) }}{{ else }}{{ . }}{{ end }}{{ end }}{{ template "t" "" }}'
    expect(textOf(recursion)).toBe('x'.repeat(60))
  })
})
