import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSourceQueue } from './source-queue.ts'

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f')
const anyStep = fc.oneof(
  fc.record({ kind: fc.constantFrom('starts' as const, 'ends' as const, 'forgotten' as const), id }),
  fc.constant({ kind: 'ask' as const }),
)

test('the first that fires is found, whatever starts, ends, starts again or is forgotten', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40, size: 'max' }), (steps) => {
      const queue = createSourceQueue()
      const known = new Set<string>()
      const firing = new Set<string>()
      for (const step of steps) {
        if (step.kind === 'ask') {
          expect(queue.first((one) => firing.has(one))).toBe([...firing].sort()[0])
          expect(queue.size).toBe(known.size)
        } else if (step.kind === 'starts') {
          known.add(step.id)
          firing.add(step.id)
          queue.add(step.id)
        } else {
          firing.delete(step.id)
          if (step.kind === 'ends') continue
          known.delete(step.id)
          queue.remove(step.id)
        }
      }
    }),
    { numRuns: 500 },
  )
})

test('those that are over are not asked again until they are reported, or all are', () => {
  const queue = createSourceQueue()
  for (const one of ['a', 'b', 'c']) queue.add(one)
  const asked = (firing: string): string[] => {
    const list: string[] = []
    queue.first((one) => list.push(one) > 0 && one === firing)
    return list
  }
  expect(asked('c')).toEqual(['a', 'b', 'c'])
  expect(asked('c')).toEqual(['c'])
  queue.add('b')
  expect(asked('c')).toEqual(['b', 'c'])
  expect(asked('none')).toEqual(['c'])
  expect(asked('none')).toEqual([])
  queue.wakeAll()
  expect(asked('none')).toEqual(['a', 'b', 'c'])
})
