import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Answer, judge } from './judge.ts'

const schema = z.object({ id: z.int() })

test.each<[string, Answer, unknown]>([
  ['a value of the right shape', { kind: 'value', text: '{"id":1}' }, { kind: 'hit', value: { id: 1 } }],
  ['nothing', { kind: 'absent' }, { kind: 'miss' }],
  ['a failure', { kind: 'failed', reason: 'CLUSTERDOWN' }, { kind: 'error', reason: 'CLUSTERDOWN', store: false }],
  ['another shape', { kind: 'value', text: '{"id":"1"}' }, { kind: 'error', store: true }],
  ['no JSON', { kind: 'value', text: '<html>' }, { kind: 'error', store: true }],
  ['JSON null', { kind: 'value', text: 'null' }, { kind: 'error', store: true }],
])('%s', (_, answer, expected) => {
  expect(judge(answer, schema)).toMatchObject(expected as object)
})
