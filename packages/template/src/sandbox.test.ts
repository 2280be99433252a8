/** What templates can reach, and that nothing that anyone writes throws. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FUNCTIONS } from './functions/index.ts'
import { parseTemplates, render, renderHtml, type TemplateInput, templateData } from './index.ts'
import { rendered, textOf } from './testing/sample.ts'

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

const METHODS = [
  'Format',
  'Add',
  'AddDate',
  'Sub',
  'Round',
  'Truncate',
  'Month',
  'Unix',
  'Hours',
  'Remove',
  'Values',
  'Join',
  'String',
].map((name) => `(index .Alerts 0).StartsAt.${name}`)

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

  test('calls of every function with every kind of value answer or say why not', () => {
    const value = fc.constantFrom(
      '.Status',
      '.Alerts',
      '.Alerts.Firing',
      '.CommonLabels',
      '.CommonLabels.a',
      '.CommonLabels.SortedPairs',
      '.GroupLabels.Names',
      '(index .Alerts 0)',
      '(index .Alerts 0).StartsAt',
      '(since now)',
      'now.Month',
      '(safeHtml "<b>")',
      '(list 1 "a" nil)',
      '(dict "a" nil)',
      '"é"',
      '"%v %d"',
      '"2006-01-02"',
      '"Europe/Paris"',
      '"(a|b)*"',
      '""',
      '0',
      '1',
      '-3',
      '2.5',
      '1e300',
      '-9223372036854775808',
      'true',
      'nil',
      '.',
    )
    const called = fc.constantFrom(...FUNCTIONS.keys(), ...METHODS)
    const { expression } = fc.letrec<{ expression: string; call: string }>((tie) => ({
      expression: fc.oneof({ maxDepth: 3 }, value, tie('call')),
      call: fc
        .tuple(called, fc.array(tie('expression'), { maxLength: 3 }))
        .map(([name, args]) => `(${name} ${args.join(' ')})`),
    }))
    const text = fc.oneof(
      expression.map((shown) => `{{ ${shown} }}`),
      fc
        .tuple(expression, expression)
        .map(([over, shown]) => `{{ range $i, $e := ${over} }}{{ ${shown} }}{{ $e }}{{ end }}`),
    )
    fc.assert(
      fc.property(text, (written) => {
        const compiled = set.parseText(written)
        if (!compiled.ok) return
        const result = render(compiled.text, data, { now: 0 })
        if (!result.ok) expect(result.message).toMatch(/^template: text:1:\d+: executing "text" at /)
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
