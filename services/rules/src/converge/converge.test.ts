import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Action, decide } from './decide.ts'
import {
  type Answer,
  answered,
  asked,
  kept,
  LOOK_EVERY_MS,
  looked,
  type RenderOutcome,
  rendered,
  restored,
  SETTLE_MS,
} from './events.ts'
import { initialState, type State, TARGETS, type Target } from './state.ts'

const problem = (message: string) => ({ file: 'f.yml', line: 1, column: 1, path: '', message })
const inForce = (router: string, prometheus: string): RenderOutcome => ({
  kind: 'in-force',
  versions: { router, prometheus },
})
const refused = (message = 'no'): Answer => ({ kind: 'refused', problems: [problem(message)] })
const unreached: Answer = { kind: 'unreached', reason: 'ECONNREFUSED' }
const accepted: Answer = { kind: 'accepted' }

const start = (targets: readonly Target[] = TARGETS): State =>
  initialState({
    ...{ onDisk: { router: 'r0', prometheus: 'p0' }, accepted: { router: 'r0', prometheus: 'p0' } },
    ...{ targets, now: 0 },
  })

/** A state in which `look` is settled and nothing is due before `now + LOOK_EVERY_MS`. */
const settled = (state: State, look: string, now: number): State => looked(looked(state, look, now), look, now)
const settledStart = (outcome: RenderOutcome, now: number): State =>
  rendered(settled(start(), 'a', now), 'a', outcome, now)
const answeredBy = (state: State, target: Target, answer: Answer, now: number): State =>
  answered(asked(state, target, state.onDisk[target]), target, answer, now)
const loaded = (targets: readonly Target[], now: number): State =>
  targets.reduce((state, target) => answeredBy(state, target, accepted, now), settledStart(inForce('r0', 'p0'), now))
const allLoaded = (now: number): State => loaded(TARGETS, now)

const show = (action: Action): string =>
  [action.kind, 'target' in action ? action.target : '', 'version' in action ? action.version : ''].join(' ').trim()
const actions = (state: State, now: number): string[] => decide(state, now).actions.map(show)

describe('looks', () => {
  test('a change is rendered once two looks agree, not before; then the folder is left alone until it changes', () => {
    let state = start()
    expect(actions(state, 0)).toEqual(['look'])
    state = looked(state, 'half', 0)
    expect(decide(state, 0)).toEqual({ actions: [], nextAt: SETTLE_MS })
    state = looked(state, 'whole', SETTLE_MS)
    state = looked(state, 'whole', 2 * SETTLE_MS)
    expect(decide(state, 2 * SETTLE_MS).actions).toEqual([
      { kind: 'render', look: 'whole', reason: 'first look at the folder' },
    ])
    state = rendered(state, 'whole', { kind: 'refused', problems: [problem('no')] }, 2 * SETTLE_MS)
    // An earlier process may have written the copies that are there, and not have told of them.
    expect(actions(state, 2 * SETTLE_MS)).toEqual(['reload router r0', 'reload prometheus p0'])
    for (const now of [3_000, 60_000, 3_600_000]) {
      state = looked(state, 'whole', now)
      expect(actions(state, now).filter((action) => action.startsWith('render'))).toEqual([])
    }
    state = settled(state, 'mended', 4_000_000)
    expect(decide(state, 4_000_000).actions).toEqual([
      { kind: 'render', look: 'mended', reason: 'the folder has changed' },
    ])
  })

  test('what was overtaken by another save says nothing: it is looked at again', () => {
    const state = rendered(settled(start(), 'a', 0), 'a', { kind: 'overtaken' }, 10)
    expect(actions(state, 10)).toEqual(['look'])
    expect(actions(looked(state, 'a', 10), 10).filter((action) => action.startsWith('render'))).toEqual([])
  })

  test('a failure that is not the fault of the rules is tried again, ever more rarely', () => {
    let state = settled(start([]), 'a', 0)
    const waits: number[] = []
    for (let now = 0, before = 0; waits.length < 6; now = decide(state, now).nextAt) {
      const [action] = decide(state, now).actions
      if (action?.kind === 'look') state = looked(state, 'a', now)
      if (action?.kind !== 'render') continue
      waits.push(now - before)
      before = now
      state = rendered(state, 'a', { kind: 'failed', problems: [problem('disk full')] }, now)
    }
    expect(waits).toEqual([0, 5_000, 10_000, 20_000, 40_000, 60_000])
  })
})

describe('a clock that is set back', () => {
  const HOUR_MS = 3_600_000

  test('holds up no look', () => {
    expect(actions(settled(start(), 'a', HOUR_MS), 0)).toEqual(['look'])
  })

  test('holds up nothing that waits to be tried again', () => {
    const lookedAgain = (state: State): State => settled(state, 'a', 0)
    const failed = settledStart({ kind: 'failed', problems: [] }, HOUR_MS)
    expect(actions(lookedAgain(failed), 0)).toEqual(['render'])
    const unheard = answeredBy(loaded(['prometheus'], HOUR_MS), 'router', unreached, HOUR_MS)
    expect(actions(lookedAgain(unheard), 0)).toEqual(['reload router r0'])
    const refusing = answeredBy(loaded(['prometheus'], HOUR_MS), 'router', refused(), HOUR_MS)
    expect(actions(lookedAgain(refusing), 0)).toEqual(['render'])
  })
})

describe('targets', () => {
  test('a start asks each once; after that only those whose files have changed', () => {
    const state = allLoaded(0)
    expect(actions(state, 0)).toEqual([])
    const edited = (router: string, prometheus: string): string[] =>
      actions(rendered(settled(state, 'b', 1), 'b', inForce(router, prometheus), 1), 1)
    expect(edited('r0', 'p0')).toEqual([])
    expect(edited('r1', 'p0')).toEqual(['reload router r1'])
    expect(edited('r0', 'p1')).toEqual(['reload prometheus p1'])
    expect(edited('r1', 'p1')).toEqual(['reload router r1', 'reload prometheus p1'])
  })

  test('one without an address is never asked', () => {
    const state = rendered(settled(start(['router']), 'a', 0), 'a', inForce('r1', 'p1'), 0)
    expect(actions(state, 0)).toEqual(['reload router r1'])
  })

  test('one that does not answer is asked again, at growing intervals up to 5 s', () => {
    let state = settledStart(inForce('r0', 'p0'), 0)
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
      state = answeredBy(state, 'router', unreached, 1_000)
      const reader = state.readers.router
      return reader.kind === 'owed' ? reader.dueAt - 1_000 : undefined
    })
    expect(waits).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
    expect(actions(looked(state, 'a', 1_001), 1_001)).toEqual(['reload prometheus p0'])
    state = answeredBy(state, 'router', accepted, 7_000)
    expect(state.readers.router).toEqual({ kind: 'loaded', version: 'r0', at: 7_000 })
  })

  test('an answer about files that were replaced meanwhile counts for nothing', () => {
    const owed = settledStart(inForce('r1', 'p0'), 0)
    const inFlight = asked(owed, 'router', 'r1')
    expect(actions(inFlight, 0)).toEqual(['reload prometheus p0'])
    const replaced = rendered(settled(inFlight, 'b', 1), 'b', inForce('r2', 'p0'), 1)
    for (const answer of [accepted, refused()]) {
      expect(actions(answered(replaced, 'router', answer, 2), 2)).toContain('reload router r2')
    }
  })

  test('a refusal: the accepted copy comes back at once; the edit is tried again later; its end is told', () => {
    let state = allLoaded(0)
    state = rendered(settled(state, 'b', 1_000), 'b', inForce('r0', 'p1'), 1_000)
    state = answeredBy(state, 'prometheus', refused('bad type'), 1_000)
    expect(actions(state, 1_000)).toEqual(['restore prometheus'])
    state = restored(state, 'prometheus')
    expect(state.onDisk).toEqual({ router: 'r0', prometheus: 'p0' })
    expect(actions(state, 1_000)).toEqual([])
    state = looked(state, 'b', 6_000)
    expect(decide(state, 6_000).actions).toEqual([
      { kind: 'render', look: 'b', reason: 'prometheus refused it before' },
    ])
    state = rendered(state, 'b', inForce('r0', 'p1'), 6_000)
    expect(state.readers.prometheus).toMatchObject({ kind: 'owed', refusal: { times: 1 } })
    state = answeredBy(state, 'prometheus', refused('bad type'), 6_000)
    expect(state.readers.prometheus).toMatchObject({ kind: 'refusing', refusal: { times: 2 }, dueAt: 16_000 })
    state = rendered(restored(state, 'prometheus'), 'b', inForce('r0', 'p1'), 16_000)
    state = answeredBy(state, 'prometheus', accepted, 16_000)
    expect(actions(looked(state, 'b', 16_000), 16_000)).toEqual(['keep prometheus'])
    state = kept(state, 'prometheus')
    expect([state.accepted.prometheus, actions(state, 16_000)]).toEqual(['p1', ['look']])
  })

  test('another edit after a refusal is asked for at once, and what was said stands until it is accepted', () => {
    let state = rendered(settled(allLoaded(0), 'b', 1), 'b', inForce('r1', 'p0'), 1)
    state = restored(answeredBy(state, 'router', refused('old'), 1), 'router')
    state = rendered(settled(state, 'c', 2), 'c', inForce('r2', 'p0'), 2)
    expect(actions(state, 2)).toEqual(['reload router r2'])
    expect(state.readers.router).toMatchObject({ refusal: { times: 0, problems: [problem('old')] } })
  })

  test.each<[string, Answer, State['accepted'], string]>([
    ['nothing was ever accepted', refused(), { router: undefined, prometheus: undefined }, 'not needed'],
    ['the refused files are the accepted ones', refused(), { router: 'r1', prometheus: 'p0' }, 'not needed'],
    ['it cannot be asked at all', { kind: 'unable', problems: [] }, { router: 'r0', prometheus: 'p0' }, 'not needed'],
    ['another copy was accepted', refused(), { router: 'r0', prometheus: 'p0' }, 'owed'],
  ])('what is put back when %s', (_, answer, before, expected) => {
    const state = { ...settledStart(inForce('r1', 'p0'), 0), accepted: before }
    expect(answeredBy(state, 'router', answer, 0).readers.router).toMatchObject({ kind: 'refusing', restore: expected })
  })

  test('while the check refuses a newer edit, an older one is not put into force again', () => {
    let state = rendered(settled(allLoaded(0), 'b', 1), 'b', inForce('r1', 'p0'), 1)
    state = restored(answeredBy(state, 'router', refused(), 1), 'router')
    state = rendered(settled(state, 'c', 2), 'c', { kind: 'refused', problems: [problem('typo')] }, 2)
    state = looked(state, 'c', 3_600_000)
    expect(actions(state, 3_600_000)).toEqual([])
  })
})

/** Carries out the decisions against a world that answers as the test says; time only passes when nothing is to be done. */
function simulate(script: { edits: readonly string[]; answers: readonly Answer[]; render: readonly RenderOutcome[] }) {
  let [now, state] = [0, start()]
  const [answers, renders] = [[...script.answers], [...script.render]]
  let steps = 0
  for (const edit of [...script.edits, 'last']) {
    // As long as twenty refusals with their waits can take.
    const until = now + (edit === 'last' ? 1_300_000 : 100_000)
    while (now < until) {
      if (++steps > 20_000) throw new Error('it spins')
      const { actions: wanted, nextAt } = decide(state, now)
      for (const action of wanted) {
        if (action.kind === 'look') state = looked(state, edit, now)
        else if (action.kind === 'render') {
          const next = renders.shift() ?? inForce(`r ${edit}`, `p ${edit}`)
          state = rendered(state, action.look, next, now)
        } else if (action.kind === 'reload') {
          state = answered(asked(state, action.target, action.version), action.target, answers.shift() ?? accepted, now)
        } else if (action.kind === 'restore') state = restored(state, action.target)
        else state = kept(state, action.target)
      }
      if (wanted.length === 0) {
        expect(nextAt).toBeGreaterThan(now)
        expect(nextAt - now).toBeLessThanOrEqual(LOOK_EVERY_MS)
        now = nextAt
      }
    }
  }
  return state
}

test('whatever went wrong on the way: once the world is well, the last edit is in force everywhere', () => {
  const answer = fc.constantFrom<Answer>(accepted, unreached, refused(), { kind: 'unable', problems: [] })
  const render = fc.constantFrom<RenderOutcome>(
    { kind: 'overtaken' },
    { kind: 'failed', problems: [] },
    inForce('r0', 'p0'),
    inForce('rx', 'p0'),
  )
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 2 }), { maxLength: 4 }),
      fc.array(answer, { maxLength: 20 }),
      fc.array(render, { maxLength: 6 }),
      (edits, answers, renders) => {
        const state = simulate({ edits, answers, render: renders })
        // The last render may have been scripted; whatever it wrote is what everybody has and what is kept.
        expect(state.edit.kind).toBe('in-force')
        for (const target of TARGETS) {
          expect(state.readers[target]).toMatchObject({ kind: 'loaded', version: state.onDisk[target] })
          expect(state.accepted[target]).toBe(state.onDisk[target])
        }
      },
    ),
    { numRuns: 100 },
  )
})
