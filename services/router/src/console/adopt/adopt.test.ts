import { expect, test } from 'vitest'
import { readForeignAlert, readForeignSilence } from './parse.ts'

const NOW = Date.UTC(2026, 10, 25)
const ID = '3f2a0c1e-0000-4000-8000-00000000000a'
const silence = (change: Record<string, unknown> = {}) => ({
  ...{ id: ID, startsAt: '2026-11-25T00:00:00.000Z', endsAt: '2026-11-25T01:00:00.000Z', createdBy: '王芳' },
  matchers: [{ name: 'a', value: 'x.*', isRegex: true, isEqual: false }],
  ...change,
})

test.each([
  ['=', { isRegex: false, isEqual: true }],
  ['!=', { isRegex: false, isEqual: false }],
  ['=~', { isRegex: true }],
  ['!~', { isRegex: true, isEqual: false }],
])('a silence with %s is read', (op, flags) => {
  expect(readForeignSilence(silence({ matchers: [{ name: 'a', value: 'x', ...flags }] }), NOW)).toMatchObject({
    ok: true,
    value: { id: ID, version: 1, matchers: [{ name: 'a', op, value: 'x' }], createdBy: '王芳', comment: '' },
  })
})

test('a silence keeps its annotations', () => {
  expect(readForeignSilence(silence({ annotations: { ticket: 'OPS-1', n: 3 } }), NOW)).toMatchObject({
    value: { annotations: { ticket: 'OPS-1' } },
  })
})

test.each<[string, unknown, string]>([
  ['no id', silence({ id: 'x' }), 'a silence without a proper id'],
  ['nothing at all', null, 'a silence without a proper id'],
  ['a bad time', silence({ endsAt: 'soon' }), `silence ${ID}: startsAt or endsAt is no time`],
  ['no matcher', silence({ matchers: [] }), `silence ${ID}: a matcher that is not understood`],
  [
    'a bad expression',
    silence({ matchers: [{ name: 'a', value: '(', isRegex: true }] }),
    `silence ${ID}: a matcher that is not understood`,
  ],
])('a silence with %s is refused by name', (_name, item, reason) => {
  expect(readForeignSilence(item, NOW)).toEqual({ ok: false, reason })
})

test('an alert is read with whether it is muted there', () => {
  const item = {
    ...{ labels: { alertname: 'A' }, annotations: {}, startsAt: '2026-11-24T23:00:00Z' },
    ...{ endsAt: '2026-11-25T01:00:00Z', status: { state: 'suppressed' } },
  }
  expect(readForeignAlert(item, NOW, 1)).toMatchObject({ ok: true, value: { muted: true } })
  expect(readForeignAlert({ ...item, status: {} }, NOW, 1)).toMatchObject({ ok: true, value: { muted: false } })
  expect(readForeignAlert({ labels: 3 }, NOW, 1)).toMatchObject({ ok: false })
})
