import { afterEach, expect, test } from 'vitest'
import type { PostedSilence } from '../muting/silence-edits.ts'
import { createSilenceIndex } from '../muting/silences.ts'
import { openRouterStore } from '../store/sqlite.ts'
import { createSilences } from './silences.ts'

const NOW = 1_700_000_000_000
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function setUp(maxSilences = 0) {
  const store = await openRouterStore({ file: ':memory:', onFatal: (error) => expect.unreachable(error.message) })
  closing.push(() => store.close())
  const index = createSilenceIndex()
  let woken = 0
  let clock = NOW
  const silences = createSilences({
    ...{ store, index, limits: { maxSilences, maxBytes: 0 }, now: () => clock },
    wake: () => woken++,
  })
  return { store, index, silences, woken: () => woken, pass: (ms: number) => (clock += ms) }
}

const posted = (change: Partial<PostedSilence> = {}): PostedSilence => ({
  id: undefined,
  matchers: [{ name: 'a', op: '=', value: 'x' }],
  ...{ startsAt: NOW, endsAt: NOW + 60_000, createdBy: 'wang', comment: 'c', annotations: {} },
  ...change,
})

async function saved(result: ReturnType<ReturnType<typeof createSilences>['post']>): Promise<string> {
  const outcome = await result
  if (outcome.kind !== 'saved') throw new Error(outcome.message)
  return outcome.id
}

test('a post is on disk and in force, and the loop hears of it', async () => {
  const { store, index, silences, woken } = await setUp()
  const id = await saved(silences.post(posted()))
  expect(await store.silences()).toEqual([index.get(id)])
  expect(index.silencedBy({ fingerprint: 'f', labels: { a: 'x' } }, NOW)).toEqual([id])
  expect(woken()).toBe(1)
})

test('edits of one silence follow one another: each sees what the one before left', async () => {
  const { store, index, silences } = await setUp()
  const id = await saved(silences.post(posted()))
  const comments = ['first', 'second', 'third']
  const ids = await Promise.all(comments.map((comment) => saved(silences.post(posted({ id, comment })))))
  expect(ids).toEqual([id, id, id])
  expect(index.get(id)).toMatchObject({ version: 4, comment: 'third' })
  expect(await store.silences()).toEqual([index.get(id)])
})

test('an end overtakes no edit, and an edit after it begins another', async () => {
  const { index, silences } = await setUp()
  const id = await saved(silences.post(posted()))
  const [edited, ended, again] = await Promise.all([
    saved(silences.post(posted({ id, endsAt: NOW + 90_000 }))),
    silences.expire(id),
    saved(silences.post(posted({ id }))),
  ])
  expect([edited, ended]).toEqual([id, true])
  expect(again).not.toBe(id)
  expect(index.get(id)?.endsAt).toBe(NOW)
  expect(index.size).toBe(2)
})

test('the limit counts those that are on their way', async () => {
  const { silences } = await setUp(2)
  const results = await Promise.all([1, 2, 3, 4].map(() => silences.post(posted())))
  expect(results.map(({ kind }) => kind)).toEqual(['saved', 'saved', 'refused', 'refused'])
})

test('what ended before the time of keeping is not known any more, here nor on disk', async () => {
  const { store, silences, index, pass } = await setUp()
  const id = await saved(silences.post(posted({ endsAt: NOW + 1_000_000 })))
  const kept = await saved(silences.post(posted({ endsAt: NOW + 2_000_000 })))
  await silences.expire(id)
  pass(1_000)
  silences.forgetEnded(NOW + 500)
  await store.prune(NOW + 500, 0)
  expect(index.get(id)).toBeUndefined()
  expect(await silences.expire(id)).toBe(false)
  expect((await store.silences()).map((silence) => silence.id)).toEqual([kept])
})
