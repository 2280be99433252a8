import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decide } from './decide.ts'
import { anyStep, createWorld, INTEGRATIONS, type Look, type Step, TIMING } from './testing/world.ts'
import type { IntegrationPolicy, Member, Timing, Told } from './types.ts'

/** Checks each look of any course of events. */
function always(
  check: (look: Look) => void,
  { timing = TIMING, atEnd = (_world: ReturnType<typeof createWorld>): void => {} } = {},
) {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60, size: 'max' }), (steps: Step[]) => {
      const world = createWorld(timing, check)
      for (const step of steps) world.run(step)
      atEnd(world)
    }),
    { numRuns: 500 },
  )
}

const STRICT: Timing = { ...TIMING, compatibility: 'strict' }
const fires = ({ resolved }: Member): boolean => !resolved
const audible = ({ mute }: Member): boolean => mute === 'none'
const ids = (members: readonly Member[]): string[] => members.map(({ fingerprint }) => fingerprint)
const eachIntegration = (
  look: Look,
  check: (integration: IntegrationPolicy, before: ReadonlySet<string>, after: ReadonlySet<string>) => void,
): void => {
  for (const integration of INTEGRATIONS) {
    check(integration, look.before[integration.index] ?? new Set(), look.after[integration.index] ?? new Set())
  }
}

describe('whatever happens', () => {
  test('an alert that fires is announced to everyone, or something mutes it', () => {
    always((look) => {
      const loud = ids(look.members.filter(fires).filter(audible))
      eachIntegration(look, (_integration, _before, after) => {
        expect([...after]).toEqual(expect.arrayContaining(loud))
      })
    })
  })

  test('who is told nothing has a reason on record', () => {
    always(({ decision }) => {
      expect(decision.integrations.map(({ integration }) => integration)).toEqual(
        INTEGRATIONS.map(({ index }) => index),
      )
      expect(decision.integrations.every(({ reason }) => reason !== undefined)).toBe(true)
      expect(decision.reason).not.toBe('')
    })
  })

  test('what somebody takes for firing and is over is told, muted or not, unless ends are not wanted; in a mute interval it stays', () => {
    always((look) => {
      const over = look.members.filter(({ resolved }) => resolved)
      eachIntegration(look, ({ traits }, before, after) => {
        if (!traits.sendResolved) return
        for (const { fingerprint, mute } of over.filter((member) => before.has(member.fingerprint))) {
          expect(after.has(fingerprint)).toBe(mute === 'time')
          expect(look.decision.leaving.includes(fingerprint)).toBe(mute !== 'time')
        }
      })
    })
  })

  test('nobody is told the same twice: each message has something new for its reader, or the repeat is due', () => {
    always((look) => {
      for (const { integration, shows } of look.decision.deliveries) {
        const { traits } = INTEGRATIONS[integration] ?? {}
        const before = look.before[integration] ?? new Set()
        const { at, lines } = look.lastTold[integration] ?? { at: 0, lines: {} }
        const shown = look.members.filter(({ fingerprint }) => shows.includes(fingerprint))
        const begins = shown.some((member) => fires(member) && audible(member) && !before.has(member.fingerprint))
        const ends = shown.some((member) => !fires(member) && before.has(member.fingerprint))
        const moreLines = shown.some(
          (member) => fires(member) && audible(member) && member.evidence !== (lines[member.fingerprint] ?? ''),
        )
        const update = moreLines && traits?.updateOnChange && look.at - at >= traits.updateIntervalMs
        const repeat = traits?.repeats && look.at - at >= TIMING.repeatIntervalMs
        expect({ look, news: begins || ends || update || repeat }).toMatchObject({ news: true })
      }
    })
  })

  test('a muted alert is shown only to who takes it for firing, or as over', () => {
    always((look) => {
      for (const { integration, shows } of look.decision.deliveries) {
        const quiet = look.members.filter(
          (member) => fires(member) && !audible(member) && shows.includes(member.fingerprint),
        )
        const before = look.before[integration] ?? new Set()
        expect(quiet.filter(({ fingerprint }) => !before.has(fingerprint))).toEqual([])
      }
    })
  })

  test.each([
    ['tocsin', TIMING],
    ['strict', STRICT],
  ] as const)('in a mute interval nothing is said, to nobody (%s)', (_name, timing) => {
    always(
      ({ members, decision }) => {
        if (members.some(({ mute }) => mute === 'time')) expect(decision.deliveries).toEqual([])
      },
      { timing },
    )
  })

  test('strictly, nothing muted is shown', () => {
    always(
      ({ members, decision }) => {
        const muted = new Set(ids(members.filter((member) => !audible(member))))
        expect(decision.deliveries.flatMap(({ shows }) => shows).filter((one) => muted.has(one))).toEqual([])
      },
      { timing: STRICT },
    )
  })

  test.each([
    ['tocsin', TIMING],
    ['strict', STRICT],
  ] as const)(
    'a message is of firing alerts when it shows one; only who wants ends hears of nothing but ends (%s)',
    (_name, timing) => {
      always(
        ({ members, decision }) => {
          for (const { integration, status, shows } of decision.deliveries) {
            expect(new Set(shows).size).toBe(shows.length)
            const shown = members.filter(({ fingerprint }) => shows.includes(fingerprint))
            expect(status).toBe(shown.some(fires) ? 'firing' : 'resolved')
            if (status === 'resolved') expect(INTEGRATIONS[integration]?.traits.sendResolved).toBe(true)
          }
        },
        { timing },
      )
    },
  )

  test.each([
    ['tocsin', TIMING],
    ['strict', STRICT],
  ] as const)(
    'a revision is news, news is a revision; only what is over leaves; a group ends when all have left (%s)',
    (_name, timing) => {
      always(
        ({ at, members, revisionBefore, decision }) => {
          expect(decision.revision - revisionBefore).toBe(decision.deliveries.length > 0 ? 1 : 0)
          const over = ids(members.filter(({ resolved }) => resolved))
          expect(over).toEqual(expect.arrayContaining([...decision.leaving]))
          expect(decision.nextFlushAt === undefined).toBe(decision.leaving.length === members.length)
          expect(decision.nextFlushAt ?? at + 1).toBeGreaterThan(at)
          expect(decision.nextFlushAt ?? 0).toBeLessThanOrEqual(at + timing.groupIntervalMs)
        },
        { timing },
      )
    },
  )

  test('a group that ends remembers nothing', () => {
    always(({ decision }) => {
      if (decision.nextFlushAt === undefined) expect(decision.told).toEqual({})
    })
  })

  test('once nothing is muted and nothing happens, everyone knows what fires, and nothing else', () => {
    always(() => {}, {
      atEnd: (world) => {
        world.settle()
        for (const { index, traits } of INTEGRATIONS) {
          expect(world.believed(index)).toEqual(world.firing())
          if (traits.updateOnChange) expect(world.heardLines(index)).toEqual(world.lines())
        }
      },
    })
  })
})

const anyMember: fc.Arbitrary<Member> = fc.record({
  fingerprint: fc.constantFrom('a', 'b', 'c', 'd'),
  resolved: fc.boolean(),
  mute: fc.constantFrom('none', 'alert', 'time'),
  evidence: fc.constantFrom('', '1/1', '2/1'),
})
const anySet = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'))
const anyGroup = fc.record({
  revision: fc.nat(9),
  told: fc.dictionary(
    fc.constantFrom('0', '1', '2', '3'),
    fc.record({ firing: anySet, resolved: anySet, evidence: fc.constantFrom('', '1/1'), at: fc.nat(1_000) }),
  ),
  members: fc.uniqueArray(anyMember, { selector: ({ fingerprint }) => fingerprint }),
})

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}

test('equal inputs give equal decisions, and stay as they are', () => {
  fc.assert(
    fc.property(anyGroup, fc.constantFrom(TIMING, STRICT), fc.nat(5_000_000), (group, timing, now) => {
      const copy = structuredClone(group)
      const decision = decide(frozen(group), INTEGRATIONS, timing, now)
      expect(decide(copy, INTEGRATIONS, timing, now)).toEqual(decision)
      expect(group).toEqual(copy)
    }),
  )
})

describe('found by these properties once', () => {
  const on = (fingerprint: string, evidence = ''): Member => ({ fingerprint, resolved: false, mute: 'none', evidence })
  const off = (fingerprint: string): Member => ({ ...on(fingerprint), resolved: true })
  const look = (members: Member[], told: Told, index: number) =>
    decide({ revision: 1, told: { [index]: told }, members }, INTEGRATIONS.slice(index, index + 1), TIMING, 600_000)
  const told: Told = { firing: ['a', 'b'], resolved: [], evidence: 'a=1/1,b=2/1', at: 0 }

  test('one that is over is news when it fires again, also for a receiver without "resolved"', () => {
    const after = look([on('a'), off('b')], told, 1).told['1']
    expect(after?.firing).toEqual(['a'])
    expect(look([on('a'), on('b')], after ?? told, 1).deliveries).toMatchObject([{ reason: 'new alerts added' }])
  })

  test('fewer alerts with lines are no news of lines', () => {
    expect(look([on('a', '1/1'), { ...on('b', '2/1'), mute: 'alert' }], told, 2).deliveries).toEqual([])
    expect(look([on('a', '1/1'), off('b')], told, 3).deliveries).toEqual([])
  })
})
