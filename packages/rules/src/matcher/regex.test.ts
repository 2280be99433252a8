import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { compileAnchored } from './regex.ts'
import { shapeOf } from './shapes.ts'

const test1 = (source: string, text: string): boolean => {
  const compiled = compileAnchored(source)
  if (!compiled.ok) throw new Error(compiled.message)
  return compiled.pattern.test(text)
}

test.each([
  ['a|b|c', 'b', true],
  ['a|b|c', 'bc', false],
  ['(?:web|db)-1', 'db-1', true],
  ['(web|db)', 'db', true],
  ['a||b', '', true],
  ['|', '', true],
  ['', '', true],
  ['', 'x', false],
  ['prod-.*', 'prod-', true],
  ['prod-.+', 'prod-', false],
  ['.*-canary', 'x-canary', true],
  ['ab.*ba', 'aba', false],
  ['ab.*ba', 'abba', true],
  ['.*timeout.*', 'a timeout b', true],
  ['.*a.+a.*', 'aa', false],
  ['.*a.+a.*', 'aba', true],
  ['svc\\.a\\-1\\/x', 'svc.a-1/x', true],
  ['.*', 'two\nlines', false],
  ['(?s).*', 'two\nlines', true],
  ['two\nlines|x', 'two\nlines', true],
  ['.', '🙂', true],
  ['a', 'a\n', false],
  ['(?i)err.*', 'ERROR', true],
  ['x)?(y', 'xy', true],
  ['\\d+', '12', true],
  ['\\Qa.b\\E', 'a.b', true],
  ['[[:alpha:]]+', 'abc', true],
  ['(?U)a+', 'aa', true],
])('%j on %j: %s', (source, text, expected) => {
  expect(test1(source, text)).toBe(expected)
})

test.each([
  ['(', 'error parsing regexp: missing closing ): `^(?:()$`'],
  ['a(?=b)', 'error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
  ['(a)\\1', 'error parsing regexp: invalid escape sequence: `\\1`'],
  ['*', 'error parsing regexp: missing argument to repetition operator: `*`'],
  ['a.*?*', 'error parsing regexp: invalid nested repetition operator: `*?*`'],
  ['a{1001}', 'error parsing regexp: invalid repeat count: `{1001}`'],
  [`${'x'.repeat(30_000)}.`, 'regular expression too large: 30001 characters, repeated up to 1 times'],
  ['\\pL'.repeat(5_000), 'regular expression too large'],
  ['(?:abcdefghij){900}'.repeat(9), 'regular expression too large'],
  [`${'('.repeat(2000)}${')'.repeat(2000)}`, 'error parsing regexp: expression nests too deeply'],
])('%j is refused', (source, message) => {
  const compiled = compileAnchored(source)
  expect(compiled.ok ? '' : compiled.message).toContain(message)
})

test('thousands of names are no large expression: they are looked up', () => {
  const names = Array.from({ length: 5_000 }, (_, index) => `host-${index}\\.example\\.com`).join('|')
  expect(test1(names, 'host-4999.example.com')).toBe(true)
  expect(test1(names, 'host-5000.example.com')).toBe(false)
})

test('a shape and the engine agree on everything', () => {
  const part = fc.constantFrom(
    'a',
    'b',
    'ab',
    '.*',
    '.+',
    '|',
    '\\.',
    '\\-',
    '(',
    '(?:',
    ')',
    '.',
    '-',
    '\n',
    'é',
    '🙂',
  )
  const text = fc.array(fc.constantFrom('a', 'b', '.', '-', '\n', 'é', '🙂', '|'), { maxLength: 6 })
  let shaped = 0
  fc.assert(
    fc.property(fc.array(part, { maxLength: 7 }), fc.array(text, { minLength: 5, maxLength: 20 }), (parts, texts) => {
      const source = parts.join('')
      if (shapeOf(source) === undefined) return
      shaped++
      const engine = RE2JS.compile(`^(?:${source})$`)
      for (const chars of texts) expect(test1(source, chars.join(''))).toBe(engine.test(chars.join('')))
    }),
    { numRuns: 5_000 },
  )
  expect(shaped).toBeGreaterThan(300)
})

/** Each takes a backtracking engine for ever on its text. Doubling the text may double the time, with room for a busy machine. */
test.each([
  ['(a+)+', 'a', 'b'],
  ['(a|aa)+', 'a', 'b'],
  ['(.*)*x', 'a', ''],
  ['(?:a?){50}a{50}', 'a', 'b'],
  ['([a-z]+[0-9]*)+_', 'a1', ''],
  ['.*a.*a.*a.*a.*b', 'a', ''],
])('linear on hostile text: %s', (source, unit, end) => {
  const compiled = compileAnchored(source)
  if (!compiled.ok) throw new Error(compiled.message)
  const took = (length: number): number => {
    const text = `${unit.repeat(length)}${end}`
    const before = performance.now()
    expect(compiled.pattern.test(text)).toBe(false)
    return performance.now() - before
  }
  took(2_000)
  const [short, long] = [took(20_000), took(200_000)]
  // Quadratic would be a hundred times as long.
  expect(long).toBeLessThan(30 * Math.max(short, 2) + 50)
  expect(long).toBeLessThan(2_000)
})
