import { expect, test } from 'vitest'
import { OperatorError, readBoth } from './errors.ts'

const fails = (error: Error) => (): never => {
  throw error
}
const bug = new TypeError('a bug')

test('both', () => {
  expect(
    readBoth(
      () => 1,
      () => 'a',
    ),
  ).toEqual([1, 'a'])
})

test.each([
  [fails(new OperatorError('a:1:1: x')), () => 1, 'a:1:1: x'],
  [() => 1, fails(new OperatorError('b:1:1: y')), 'b:1:1: y'],
  [fails(new OperatorError('a:1:1: x')), fails(new OperatorError('b:1:1: y')), 'a:1:1: x\nb:1:1: y'],
  [fails(new OperatorError('a:1:1: x')), fails(bug), bug],
  [fails(bug), fails(new OperatorError('b:1:1: y')), bug],
])('mistakes of both are told at once; a bug stays one: %#', (first, second, error) => {
  expect(() => readBoth<unknown, unknown>(first, second)).toThrow(error)
})
