import { type Matcher, matches } from '@tocsin/rules'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Silence, silenceState } from '../model/silence.ts'
import { planExpiry, planSilence } from './silence-edits.ts'
import { createSilenceIndex } from './silences.ts'

/** Times are whole seconds: an edit in place may move a start within its second. */
const seconds = (min: number, max: number) => fc.integer({ min, max }).map((n) => n * 1_000)
const VALUES = ['x', 'y', 'z']
const anyMatcher: fc.Arbitrary<Matcher> = fc.record({
  name: fc.constant('a'),
  op: fc.constantFrom<Matcher['op']>('=', '!=', '=~', '!~'),
  value: fc.constantFrom('x', 'y', 'x|y', '', 'z.*'),
})
const anyStep = fc.record({
  waitMs: seconds(0, 3),
  what: fc.oneof(
    fc.record({
      kind: fc.constant('post' as const),
      /** Which of the silences so far is edited; none: a new one. */
      edits: fc.option(fc.nat(5)),
      matchers: fc.option(fc.array(anyMatcher, { minLength: 1, maxLength: 2 })),
      startsIn: seconds(-2, 4),
      lasts: seconds(-1, 8),
      keepsStart: fc.boolean(),
    }),
    fc.record({ kind: fc.constant('expire' as const), which: fc.nat(5) }),
  ),
})

test('posts, edits and expiries: what was silenced stays so on record, what is silenced is what was asked for', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 25, size: 'max' }), (steps) => {
      const all: Silence[] = []
      const index = createSilenceIndex()
      const newest = (id: string): Silence | undefined => all.findLast((silence) => silence.id === id)
      const ids = (): string[] => [...new Set(all.map(({ id }) => id))]
      const write = (versions: readonly Silence[]): void => {
        for (const version of versions) {
          expect(version.version).toBe((newest(version.id)?.version ?? 0) + 1)
          all.push(version)
          index.put(version)
        }
      }
      const asked = (now: number) => VALUES.map((a) => index.silencedBy({ fingerprint: a, labels: { a } }, now))
      const onRecord = (now: number) =>
        VALUES.map((a) =>
          ids()
            .flatMap((id) => newest(id) ?? [])
            .filter(({ matchers, startsAt, endsAt }) => startsAt <= now && now < endsAt && matches(matchers, { a }))
            .map(({ id }) => id)
            .sort(),
        )

      let now = 10_000
      const lived: { now: number; silenced: string[][] }[] = []
      for (const { waitMs, what } of steps) {
        for (let until = now + waitMs; now < until; now += 500) lived.push({ now, silenced: asked(now) })
        if (what.kind === 'expire') {
          const existing = newest(ids()[what.which] ?? '')
          const ended = existing && planExpiry(existing, now)
          write(ended ? [ended] : [])
          if (existing) expect(silenceState(newest(existing.id) ?? existing, now)).toBe('expired')
          continue
        }
        const existing = what.edits === null ? undefined : newest(ids()[what.edits] ?? '')
        const startsAt = existing && what.keepsStart ? existing.startsAt : now + what.startsIn
        const post = {
          ...{
            id: existing?.id,
            matchers: what.matchers ?? existing?.matchers ?? [{ name: 'a', op: '=', value: 'x' } as const],
          },
          ...{ startsAt, endsAt: startsAt + what.lasts, createdBy: '', comment: '', annotations: {} },
        }
        const planned = planSilence(post, existing, {
          ...{ now, newId: () => `s${all.length}`, limits: { maxSilences: 0, maxBytes: 0 }, kept: ids().length },
        })
        if (planned.kind === 'refused') continue
        write(planned.silences)
        const { id, matchers, endsAt } = newest(planned.id) ?? {}
        expect({ matchers, endsAt }).toEqual({ matchers: post.matchers, endsAt: post.endsAt })
        expect(newest(planned.id)?.startsAt).toBe(id === existing?.id ? startsAt : Math.max(startsAt, now))
        if (existing && id !== existing.id) {
          expect(silenceState(newest(existing.id) ?? existing, now)).toBe('expired')
        }
      }
      for (const moment of lived) expect({ now: moment.now, silenced: onRecord(moment.now) }).toEqual(moment)
      for (let ahead = now; ahead < now + 15_000; ahead += 500) expect(asked(ahead)).toEqual(onRecord(ahead))
    }),
    { numRuns: 500 },
  )
})
