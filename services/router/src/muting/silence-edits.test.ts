import type { Matcher } from '@tocsin/rules'
import { describe, expect, test } from 'vitest'
import { type Silence, silenceState } from '../model/silence.ts'
import { type EditContext, type PostedSilence, planExpiry, planSilence } from './silence-edits.ts'

const NOW = 100_000
const m = (name: string, op: Matcher['op'], value: string): Matcher => ({ name, op, value })
const A = [m('alertname', '=', 'A')]
const B = [m('alertname', '=', 'B')]

const posted = (change: Partial<PostedSilence> = {}): PostedSilence => ({
  ...{ id: undefined, matchers: A, startsAt: NOW, endsAt: NOW + 60_000 },
  ...{ createdBy: 'me', comment: 'why', annotations: {} },
  ...change,
})
const stored = (change: Partial<Silence> = {}): Silence => ({
  ...{ id: 'old', version: 3, matchers: A, startsAt: NOW - 10_000, endsAt: NOW + 10_000, updatedAt: NOW - 10_000 },
  ...{ createdBy: 'me', comment: 'why', annotations: {} },
  ...change,
})
const plan = (post: PostedSilence, existing?: Silence, change: Partial<EditContext> = {}) =>
  planSilence(post, existing, {
    ...{ now: NOW, newId: () => 'new', limits: { maxSilences: 0, maxBytes: 0 }, kept: 5 },
    ...change,
  })

describe('a new silence', () => {
  test('is the first version of a new id', () => {
    expect(plan(posted({ id: '' }))).toEqual({
      kind: 'write',
      id: 'new',
      silences: [{ ...posted(), id: 'new', version: 1, updatedAt: NOW }],
    })
  })

  test.each([
    ['in the past: now', NOW - 5_000, NOW],
    ['now', NOW, NOW],
    ['ahead', NOW + 5_000, NOW + 5_000],
    ["Go's zero time: now", Date.parse('0001-01-01T00:00:00Z'), NOW],
  ])('begins %s', (_name, startsAt, expected) => {
    expect(plan(posted({ startsAt }))).toMatchObject({ silences: [{ startsAt: expected }] })
  })

  test.each<[string, Partial<PostedSilence>, string]>([
    [
      'that ends with its start',
      { startsAt: NOW + 5, endsAt: NOW + 5 },
      'Failed to create silence: start time must be before end time',
    ],
    [
      'that ends before its start, and in the past',
      { startsAt: NOW - 5, endsAt: NOW - 6 },
      'Failed to create silence: start time must be before end time',
    ],
    ['in the past', { startsAt: NOW - 5, endsAt: NOW - 1 }, "Failed to create silence: end time can't be in the past"],
    [
      'in the past, without matchers',
      { startsAt: NOW - 5, endsAt: NOW - 1, matchers: [] },
      "Failed to create silence: end time can't be in the past",
    ],
    ['without matchers', { matchers: [] }, 'invalid silence: matcher set 0 is empty'],
    [
      'with an empty name',
      { matchers: [...A, m('', '=', 'x')] },
      'invalid silence: invalid label matcher 1 in set 0: invalid label name ""',
    ],
    [
      'with half a character',
      { matchers: [m('a', '=', '\ud800')] },
      'invalid silence: invalid label matcher 0 in set 0: invalid label value "\\ud800"',
    ],
    [
      'for missing labels',
      { matchers: [m('a', '=', '')] },
      'invalid silence: matcher set 0: at least one matcher must not match the empty string',
    ],
    [
      'for anything',
      { matchers: [m('a', '=~', '.*'), m('b', '=~', 'x|')] },
      'invalid silence: matcher set 0: at least one matcher must not match the empty string',
    ],
    ['that is wrong, under an unknown id', { id: 'unknown', matchers: [] }, 'invalid silence: matcher set 0 is empty'],
  ])('%s is refused', (_name, change, message) => {
    expect(plan(posted(change))).toEqual({ kind: 'refused', code: 'invalid', message })
  })

  test.each([
    ['(', 'missing closing ): `(`'],
    ['[', 'missing closing ]: `[`'],
    ['a)(b', 'unexpected ): `a)(b`'],
    ['x{2000}', 'invalid repeat count: `{2000}`'],
  ])('with the pattern %s is refused', (pattern, problem) => {
    const message = `invalid silence: invalid label matcher 1 in set 0: invalid regular expression "${pattern}": error parsing regexp: ${problem}`
    expect(plan(posted({ matchers: [...A, m('b', '!~', pattern)] }))).toEqual({
      kind: 'refused',
      code: 'invalid',
      message,
    })
  })

  test.each([
    ['what is not empty', [m('a', '=', ''), m('b', '=', 'x')]],
    ['another value, or none', [m('a', '!=', 'x')]],
    ['another value, or none, by a pattern', [m('a', '!~', '.+')]],
  ])('for %s is taken', (_name, matchers) => {
    expect(plan(posted({ matchers }))).toMatchObject({ kind: 'write' })
  })

  test('under an id that is not known is not found', () => {
    expect(plan(posted({ id: 'unknown' }))).toEqual({
      kind: 'refused',
      code: 'not-found',
      message: 'silence not found',
    })
  })

  test('over a limit is refused', () => {
    const many = { limits: { maxSilences: 5, maxBytes: 0 } }
    expect(plan(posted(), undefined, many)).toEqual({
      ...{ kind: 'refused', code: 'limit', message: 'exceeded maximum number of silences: 5 (limit: 5)' },
    })
    expect(plan(posted(), undefined, { ...many, kept: 4 })).toMatchObject({ kind: 'write' })
    const big = { limits: { maxSilences: 0, maxBytes: 1_000 } }
    expect(plan(posted({ comment: '错'.repeat(300) }), undefined, big)).toMatchObject({ kind: 'write' })
    expect(plan(posted({ comment: '错'.repeat(400) }), undefined, big)).toMatchObject({
      ...{
        kind: 'refused',
        code: 'limit',
        message: expect.stringMatching(/^silence exceeded maximum size: 1\d\d\d bytes \(limit: 1000 bytes\)$/),
      },
    })
  })
})

describe('an edit', () => {
  const active = stored()
  const pending = stored({ startsAt: NOW + 5_000 })
  const expired = stored({ endsAt: NOW - 1 })
  const edit = (existing: Silence, change: Partial<PostedSilence> = {}): PostedSilence =>
    posted({ ...existing, ...change })

  test.each<[string, Silence, Partial<PostedSilence>, 'in place' | 'another']>([
    ['of its comment', active, { comment: 'longer' }, 'in place'],
    ['of its end', active, { endsAt: NOW + 90_000 }, 'in place'],
    ['of its end, to now', active, { endsAt: NOW }, 'in place'],
    ['of the fraction of its start', stored({ startsAt: NOW - 9_500 }), { startsAt: NOW - 10_000 }, 'in place'],
    ['of its start', active, { startsAt: NOW - 9_000 }, 'another'],
    ['of its matchers', active, { matchers: B }, 'another'],
    ['of one operator', active, { matchers: [m('alertname', '!=', 'A')] }, 'another'],
    ['of their number', active, { matchers: [...A, ...B] }, 'another'],
    ['of the comment of one that has not begun', pending, { comment: 'x' }, 'in place'],
    ['of a start that is ahead', pending, { startsAt: NOW + 1 }, 'in place'],
    ['of a start that is ahead, to now', pending, { startsAt: NOW }, 'in place'],
    ['of a start that is ahead, to the past', pending, { startsAt: NOW - 1 }, 'another'],
    ['of the matchers of one that has not begun', pending, { matchers: B }, 'another'],
    ['of the comment of one that is over', expired, { endsAt: NOW + 1_000 }, 'another'],
  ])('%s: %#', (_name, existing, change, expected) => {
    const planned = plan(edit(existing, change), existing)
    if (planned.kind !== 'write') throw new Error(planned.message)
    if (expected === 'in place') {
      expect(planned).toEqual({
        kind: 'write',
        id: 'old',
        silences: [{ ...existing, ...change, version: 4, updatedAt: NOW }],
      })
      return
    }
    const wasOver = silenceState(existing, NOW) === 'expired'
    expect(planned.id).toBe('new')
    expect(planned.silences.at(-1)).toMatchObject({ id: 'new', version: 1, endsAt: change.endsAt ?? existing.endsAt })
    expect(planned.silences).toHaveLength(wasOver ? 1 : 2)
    if (!wasOver) expect(planned.silences[0]).toEqual(planExpiry(existing, NOW))
  })

  test('that makes another silence counts against the limit before it ends the one', () => {
    const full = { limits: { maxSilences: 5, maxBytes: 0 } }
    expect(plan(edit(active, { matchers: B }), active, full)).toMatchObject({ code: 'limit' })
    expect(plan(edit(active, { comment: 'x' }), active, full)).toMatchObject({ kind: 'write' })
  })

  test('in place is held to the size of a silence', () => {
    const small = { limits: { maxSilences: 0, maxBytes: 10 } }
    expect(plan(edit(active, { comment: 'x' }), active, small)).toMatchObject({ code: 'limit' })
  })
})

test.each([
  ['an active one ends now', stored(), { startsAt: NOW - 10_000, endsAt: NOW }],
  ['one that has not begun never was', stored({ startsAt: NOW + 5_000 }), { startsAt: NOW, endsAt: NOW }],
])('expiry: %s', (_name, silence, times) => {
  const ended = planExpiry(silence, NOW)
  expect(ended).toEqual({ ...silence, ...times, version: 4, updatedAt: NOW })
  expect(ended && silenceState(ended, NOW)).toBe('expired')
})

test('expiry: one that is over stays as it is', () => {
  expect(planExpiry(stored({ endsAt: NOW }), NOW)).toBeUndefined()
})
