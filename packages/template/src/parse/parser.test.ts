/** What is refused before anything is rendered, and where it is said to be. */
import { describe, expect, test } from 'vitest'
import { parseTemplates } from '../index.ts'

const problemsOf = (text: string): string[] => {
  const parsed = parseTemplates([])
  const compiled = parsed.ok ? parsed.set.parseText(text) : parsed
  return compiled.ok ? [] : compiled.problems.map(({ line, column, message }) => `${line}:${column} ${message}`)
}

describe('one mistake', () => {
  test.each([
    ['{{ $x }}', '1:4 undefined variable "$x"'],
    ['{{ $x = 1 }}', '1:4 undefined variable "$x"'],
    ['{{ if true }}{{ $x := 1 }}{{ end }}{{ $x }}', '1:39 undefined variable "$x"'],
    ['{{ $x := 1 }}{{ define "t" }}{{ $x }}{{ end }}', '1:33 undefined variable "$x"'],
    ['{{ toUper "a" }}', '1:4 function "toUper" not defined; did you mean "toUpper"? available: and, append,'],
    ['{{ if }}x{{ end }}', '1:7 missing value for if'],
    ['{{ }}', '1:4 missing value for command'],
    ['a\n{{ if 1 }}', '2:1 unexpected EOF: the {{if}} of line 2 has no {{end}}'],
    ['{{ define "x" }}', '1:1 unexpected EOF: the {{define}} of line 1 has no {{end}}'],
    ['{{ end }}', '1:1 unexpected {{end}}: nothing is open here'],
    ['{{ else }}', '1:1 unexpected {{else}}: nothing is open here'],
    ['{{ if 1 }}{{ else }}{{ else }}{{ end }}', '1:21 expected end; found {{else}}'],
    ['{{ break }}', '1:1 {{break}} outside {{range}}'],
    ['{{ range .Alerts }}{{ define "x" }}{{ end }}{{ end }}', '1:20 unexpected {{define}}'],
    ['{{ range .Alerts }}{{ block "x" . }}{{ continue }}{{ end }}{{ end }}', '1:37 {{continue}} outside {{range}}'],
    ['{{ define x }}{{ end }}', '1:11 unexpected "x" in define clause: a name in quotes is wanted'],
    ['{{ template "nope" }}', '1:1 template "nope" not defined; none of your files defines a template'],
    ['{{ .foo-bar }}', `1:8 bad character U+002D '-'; a key that is not a plain name is reached by {{ index`],
    ['{{ "open }}', '1:4 unterminated quoted string'],
    ["{{ 'ab' }}", "1:4 malformed character constant: 'ab'"],
    ['{{ "\\z" }}', '1:4 invalid escape in "\\z"'],
    ['{{ (1 }}', '1:7 unclosed left paren'],
    ['{{ 1) }}', '1:5 unexpected right paren'],
    ['{{ 1 | 2 }}', '1:8 non executable command in pipeline stage 2'],
    ['{{ 1 || 2 }}', '1:7 missing value for command'],
    ['{{ "a""b" }}', '1:7 unexpected "b" in operand'],
    ['{{ $x, $y := 1 }}', '1:6 too many declarations in command'],
    ['{{ range $a, $b, $c := .Alerts }}{{ end }}', '1:16 too many declarations in range'],
    ['{{ true.Foo }}', '1:4 unexpected . after term bool'],
    ['{{ 3x }}', '1:4 bad number syntax: "3x"'],
    ['{{ 08 }}', '1:4 bad number syntax: "08"'],
    ['{{ 1i }}', '1:4 complex number 1i is not supported'],
    ['{{ 9223372036854775808 }}', '1:4 9223372036854775808 overflows int'],
    ['{{ x := 1 }}', '1:4 function "x" not defined'],
    ['{{/* a', '1:1 unclosed comment'],
    ['{{ /* a */ }}', '1:4 a comment begins right behind its delimiter'],
    ['{{/* a */ x }}', '1:8 comment ends before closing delimiter'],
    ['日本 {{ .a', '1:4 unclosed action: "}}" is missing'],
    ['{{ if 1 \n {{ end }}', '1:1 unclosed action: "}}" is missing'],
    ['{{ define "a" }}x{{ end }}{{ define "a" }}y{{ end }}', '1:27 multiple definition of template "a" in one file'],
  ])('%s', (text, expected) => {
    const [first, ...rest] = problemsOf(text)
    expect(first?.slice(0, expected.length)).toBe(expected)
    expect(rest.length).toBeLessThanOrEqual(1)
  })
})

test('all mistakes of all files are told at once', () => {
  const parsed = parseTemplates([
    { file: 'a.tmpl', text: '{{ nope }}\n{{ define "a" }}{{ if }}{{ .x-y }}{{ end }}{{ end }}\n{{ $y }}' },
    { file: 'b.tmpl', text: 'fine {{ .Status }}' },
    { file: 'c.tmpl', text: '{{ end }}' },
  ])
  expect(parsed.ok ? [] : parsed.problems.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual([
    'a.tmpl:1:4',
    'a.tmpl:2:23',
    'a.tmpl:2:30',
    'a.tmpl:3:4',
    'c.tmpl:1:1',
  ])
})

test('a template that a called template lacks is told of where it is called', () => {
  const parsed = parseTemplates([
    {
      file: 'a.tmpl',
      text: '{{ define "a" }}\n{{ with . }}{{ template "b" }}{{ end }}{{ end }}{{ define "unused" }}{{ template "c" }}{{ end }}',
    },
  ])
  const compiled = parsed.ok ? parsed.set.parseText('{{ template "a" . }}', { file: 'router.yml' }) : parsed
  expect(compiled).toMatchObject({ ok: false, problems: [{ file: 'a.tmpl', line: 2, column: 13 }] })
  expect(compiled.ok ? '' : compiled.problems[0]?.message).toContain('templates of your files: a, a.tmpl, unused')
})

test('definitions of a field are its own', () => {
  const parsed = parseTemplates([])
  if (!parsed.ok) throw new Error('the default templates do not parse')
  expect(parsed.set.parseText('{{ define "mine" }}x{{ end }}{{ template "mine" }}').ok).toBe(true)
  expect(parsed.set.parseText('{{ template "mine" }}').ok).toBe(false)
})
