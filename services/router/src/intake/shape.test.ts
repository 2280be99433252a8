import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shapeProblem } from './shape.ts'

const of = (text: string) => shapeProblem(Buffer.from(text))

test.each([
  ['nested', '['.repeat(17), /16 levels/],
  ['nested objects', '{"a":'.repeat(17), /16 levels/],
  ['many objects', `[${'{},'.repeat(150_000)}{}]`, /150000 objects/],
  ['many members', `{${'"a":1,'.repeat(5_000)}"b":1}`, /4096 members/],
])('%s', (_name, text, problem) => {
  expect(of(text)).toMatch(problem)
})

test('what stands in a text is no structure', () => {
  expect(of(JSON.stringify([{ labels: { a: `${'['.repeat(50)}"${'\\"['.repeat(50)}\\` } }]))).toBeUndefined()
})

test('no batch of alerts is refused', () => {
  const texts = fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }))
  fc.assert(
    fc.property(fc.array(fc.record({ labels: texts, annotations: texts, generatorURL: fc.string() })), (alerts) => {
      expect(of(JSON.stringify(alerts))).toBeUndefined()
    }),
  )
})
