/** Templates that want to hang, to fill memory, or to reach what is not theirs. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTemplates, render, renderHtml, type TemplateInput, templateData } from './index.ts'
import { rendered, textOf } from './testing/sample.ts'

const HUNDRED = '{{ range $i := 100 }}'
const END = '{{ end }}'

describe('limits', () => {
  test.each([
    ['loops within loops', `${HUNDRED.repeat(8)}x${END.repeat(8)}`, 'steps'],
    ['a loop without end', '{{ range 9223372036854775807 }}{{ end }}', 'steps'],
    ['a template that calls itself', '{{ define "t" }}{{ template "t" . }}{{ end }}{{ template "t" . }}', 'deep'],
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

const FORBIDDEN = [
  'constructor',
  '__proto__',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'items',
  'entries',
  'fields',
  'size',
  'get',
  'root',
  'type',
  'nanos',
  'zone',
  'text',
]

describe('nothing but the data can be reached', () => {
  test.each(
    FORBIDDEN.flatMap((name) =>
      [
        '.',
        '.Alerts',
        '.CommonLabels',
        '(index .Alerts 0)',
        '(index .Alerts 0).StartsAt',
        '(list)',
        '(dict)',
        '"a"',
        '1',
        '(safeHtml "a")',
        '(since now)',
      ].map((of) => [of, name]),
    ),
  )('%s has no %s', (of, name) => {
    const receiver = of.startsWith('"') || of === '1' ? `(${of})` : of
    const text = `{{ with $x := ${receiver} }}{{ $x.${name} }}{{ end }}`
    const result = textOf(text)
    // A label that is not there is the empty text; everything else has no such field.
    if (of === '.CommonLabels' && name === 'zone') expect(result).toBe('eu')
    else expect(['', '<no value>'].includes(result) || result.includes("can't evaluate field")).toBe(true)
  })

  test('labels may have such names', () => {
    const input: TemplateInput = {
      receiver: 'a',
      status: 'firing',
      reason: '',
      groupLabels: {},
      commonLabels: JSON.parse('{"__proto__": "p", "constructor": "c", "toString": "t"}'),
      commonAnnotations: {},
      externalUrl: '',
      alerts: [],
    }
    expect(
      rendered('{{ .CommonLabels.__proto__ }}{{ .CommonLabels.constructor }}{{ .CommonLabels }}', { input }),
    ).toEqual({
      ok: true,
      text: 'pc__proto__=p, constructor=c, toString=t',
    })
  })

  test('neither functions nor templates have names of the prototype', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      expect(textOf(`{{ ${name} }}`)).toContain(`function "${name}" not defined`)
      expect(textOf(`{{ template "${name}" }}`)).toContain(`template "${name}" not defined`)
      expect(textOf(`{{ routeLabels "${name}" }}`)).toBe('')
      expect(textOf(`{{ reReplaceAll "(?P<x>a)" "$${name}" "a" }}`)).toBe('')
    }
  })
})

const PIECES = [
  '{{',
  '}}',
  '{{-',
  '-}}',
  ' ',
  '.',
  '.Alerts',
  '$',
  '$x',
  ':=',
  '=',
  '|',
  '(',
  ')',
  ',',
  'if',
  'else',
  'end',
  'range',
  'with',
  'define',
  'template',
  'block',
  'break',
  'continue',
  '"a"',
  '`b`',
  "'c'",
  '1',
  '-2.5',
  '0x',
  'nil',
  'true',
  'printf',
  '"%v%d"',
  'len',
  'index',
  'and',
  'or',
  'not',
  'eq',
  'list',
  'dict',
  'reReplaceAll',
  'slice',
  'toJson',
  'html',
  '/*',
  '*/',
  '<a href="',
  '">',
  '\n',
  'é',
  '\ud800',
  '\0',
  '.StartsAt',
  '.Labels',
  '.Format',
  'now',
  'tz',
  '"UTC"',
  'date',
  'since',
  'title',
  '__proto__',
  '.constructor',
]

describe('whatever is written', () => {
  const parsed = parseTemplates([])
  if (!parsed.ok) throw new Error('the default templates do not parse')
  const { set } = parsed
  const data = templateData({
    receiver: 'r',
    status: 'firing',
    reason: '',
    groupLabels: { a: 'b' },
    commonLabels: { a: 'b' },
    commonAnnotations: {},
    externalUrl: 'http://x',
    alerts: [{ status: 'firing', labels: { a: 'b' }, annotations: {}, startsAt: 0, generatorUrl: '', fingerprint: '' }],
  })
  const action = fc
    .array(fc.constantFrom(...PIECES.slice(4)), { maxLength: 6 })
    .map((parts) => `{{ ${parts.join(' ')} }}`)
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom(...PIECES), { maxLength: 30 }).map((parts) => parts.join('')),
    fc.array(fc.oneof(action, fc.constantFrom(...PIECES)), { maxLength: 12 }).map((parts) => parts.join('')),
  )

  test('the parser answers with places, and never throws; what it accepts renders or says why not', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const compiled = set.parseText(text)
        if (!compiled.ok) {
          expect(compiled.problems.length).toBeGreaterThan(0)
          for (const { line, column } of compiled.problems) {
            expect(line).toBeLessThanOrEqual(text.split('\n').length)
            expect(column).toBeGreaterThan(0)
          }
          return
        }
        for (const how of [render, renderHtml]) {
          const result = how(compiled.text, data, { now: 0, limits: { output: 1000, steps: 5000 } })
          if (result.ok) expect(result.text.length).toBeLessThanOrEqual(1000)
          else expect(result.message).toMatch(/^template: /)
        }
      }),
      { numRuns: 5000 },
    )
  })

  test('text without actions is itself', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((text) => !text.includes('{{')),
        (text) => {
          const compiled = set.parseText(text)
          expect(compiled.ok && render(compiled.text, data, { now: 0 })).toEqual({ ok: true, text })
        },
      ),
    )
  })
})
