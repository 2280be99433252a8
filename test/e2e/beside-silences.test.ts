/** The same silences to our router and to Debian's Alertmanager 0.25: their life, edits, states, order and filters are equal. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Beside, type Both, type Heard, JSON_TYPE, startBeside } from '../support/beside.ts'
import { inMs } from '../support/clients.ts'
import { normal } from './beside/normal.ts'

const HOUR = 3_600_000
const CONFIG = `
route: { receiver: team }
receivers: [ { name: team } ]
`

let both: Beside
/** By name, the id on either side; and back. */
const ids = new Map<string, Both<string>>()
const names = { ours: new Map<string, string>(), theirs: new Map<string, string>() }

beforeAll(async () => {
  both = await startBeside(CONFIG)
}, 60_000)
afterAll(() => both?.stop())

const equals = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true })

const AS_TOLD = 'as told'

interface Posted {
  readonly matchers?: readonly unknown[]
  readonly startsAt?: string
  readonly endsAt?: string
  readonly comment?: string
}

/** Posts it as `name`, as an edit of `edits` where that is given. Says whether the id stayed, on both sides. */
async function post(name: string, posted: Posted, edits?: string): Promise<{ status: number; edited: boolean }> {
  const wanted = {
    ...{ matchers: [equals('name', name)], startsAt: inMs(0), endsAt: inMs(HOUR), createdBy: 'wang', comment: name },
    ...posted,
  }
  // Each hears its own start, as it told it: what clients do.
  const told = posted.startsAt === AS_TOLD && edits !== undefined ? await startOf(edits) : undefined
  const heard = await both.each((side) => ({
    ...{ method: 'POST', path: '/api/v2/silences', headers: JSON_TYPE },
    body: JSON.stringify({
      ...wanted,
      ...(told === undefined ? {} : { startsAt: told[side] }),
      ...(edits === undefined ? {} : { id: ids.get(edits)?.[side] }),
    }),
  }))
  expect(heard.ours.status, heard.ours.body).toBe(heard.theirs.status)
  if (heard.ours.status !== 200) {
    expect(heard.ours.body).toBe(heard.theirs.body)
    return { status: heard.ours.status, edited: false }
  }
  const id = { ours: idOf(heard.ours), theirs: idOf(heard.theirs) }
  const before = edits === undefined ? undefined : ids.get(edits)
  expect(id.ours === before?.ours).toBe(id.theirs === before?.theirs)
  const edited = id.ours === before?.ours
  if (!edited) {
    ids.set(name, id)
    names.ours.set(id.ours, name)
    names.theirs.set(id.theirs, name)
  }
  return { status: 200, edited }
}

const idOf = ({ body }: Heard): string => (JSON.parse(body) as { silenceID: string }).silenceID

async function same(path: (side: keyof Both<unknown>) => string): Promise<unknown> {
  const { ours, theirs } = await both.each((side) => ({ path: path(side) }))
  expect([ours.status, theirs.status]).toEqual([200, 200])
  expect(normal(ours.body, names.ours)).toEqual(normal(theirs.body, names.theirs))
  return normal(ours.body, names.ours)
}
const one = (name: string) => same((side) => `/api/v2/silence/${ids.get(name)?.[side]}`)
const end = async (name: string): Promise<number> => {
  const { ours, theirs } = await both.each((side) => ({
    ...{ method: 'DELETE', path: `/api/v2/silence/${ids.get(name)?.[side]}` },
  }))
  expect([ours.status, ours.body]).toEqual([theirs.status, theirs.body])
  return ours.status
}

describe('the life of one', () => {
  test('all four kinds of matchers, as they were posted; isEqual is the default', async () => {
    await post('kinds', {
      matchers: [
        equals('a', 'x "quoted"\n\\'),
        { name: 'b', value: 'x.*|y', isRegex: true },
        { name: 'c', value: 'x', isRegex: false, isEqual: false },
        { name: 'd', value: '', isRegex: true, isEqual: false },
      ],
      endsAt: inMs(5 * HOUR),
    })
    expect(await one('kinds')).toMatchObject({ status: { state: 'active' } })
  })
  test('a start in the past becomes now', async () => {
    await post('early', { startsAt: inMs(-3 * HOUR), endsAt: inMs(6 * HOUR) })
    expect(await one('early')).toMatchObject({ startsAt: 'now' })
  })
  test('one that begins later is pending', async () => {
    await post('later', { startsAt: inMs(2 * HOUR), endsAt: inMs(3 * HOUR) })
    expect(await one('later')).toMatchObject({ status: { state: 'pending' } })
  })
  test.each(['early', 'later'])('%s is ended, and ended again', async (name) => {
    expect(await end(name)).toBe(200)
    expect(await one(name)).toMatchObject({ status: { state: 'expired' }, endsAt: 'now' })
    expect(await end(name)).toBe(200)
  })
})

describe('edits', () => {
  // Ends that differ: the order of equal ones is nobody's promise.
  let minutes = 0
  const active = () => ({ matchers: [equals('e', '1')], endsAt: inMs(HOUR + ++minutes * 60_000) })
  test('of an active one: another end, comment and author are an edit in place', async () => {
    await post('edited', active())
    expect(
      await post('', { ...active(), startsAt: AS_TOLD, endsAt: inMs(4 * HOUR), comment: 'longer' }, 'edited'),
    ).toEqual({
      ...{ status: 200, edited: true },
    })
    expect(await one('edited')).toMatchObject({ comment: 'longer' })
  })
  test('of an active one: other matchers begin another silence, and end it', async () => {
    await post('matchers', active())
    const { edited } = await post('other matchers', { matchers: [equals('e', '2')], startsAt: AS_TOLD }, 'matchers')
    expect(edited).toBe(false)
    expect(await one('matchers')).toMatchObject({ status: { state: 'expired' } })
    expect(await one('other matchers')).toMatchObject({ status: { state: 'active' } })
  })
  test('of an active one: another start begins another', async () => {
    await post('start', active())
    expect(await post('other start', { ...active(), startsAt: inMs(HOUR / 2) }, 'start')).toMatchObject({
      edited: false,
    })
    expect(await one('other start')).toMatchObject({ status: { state: 'pending' } })
  })
  test('of a pending one: both times may move', async () => {
    await post('pending', { startsAt: inMs(HOUR), endsAt: inMs(2 * HOUR) })
    const moved = { matchers: [equals('name', 'pending')], startsAt: inMs(3 * HOUR), endsAt: inMs(4 * HOUR) }
    expect(await post('', { ...moved, comment: 'moved' }, 'pending')).toMatchObject({ edited: true })
    await one('pending')
  })
  test('of an ended one: another begins', async () => {
    await post('ended', active())
    await end('ended')
    expect(await post('again', active(), 'ended')).toMatchObject({ edited: false })
    await one('again')
    await one('ended')
  })
  test('of an active one: an end in the past is refused', async () => {
    await post('refused', active())
    expect(await post('', { ...active(), startsAt: inMs(-2_000), endsAt: inMs(-1_000) }, 'refused')).toMatchObject({
      status: 400,
    })
  })
})

describe('lists', () => {
  beforeAll(async () => {
    for (const hours of [9, 7, 8]) {
      await post(`active until ${hours}`, { endsAt: inMs(hours * HOUR), matchers: [equals('list', 'a')] })
      await post(`pending from ${hours}`, {
        matchers: [equals('list', 'a'), equals('list', 'b')],
        ...{ startsAt: inMs(hours * HOUR), endsAt: inMs(10 * HOUR) },
      })
      await post(`over ${hours}`, { matchers: [{ name: 'list', value: 'a', isRegex: true }] })
      await end(`over ${hours}`)
      // The order of those that are over is that of their ends: not of one millisecond.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  })
  test('active by end, pending by start, ended from the last one back', async () => {
    const list = await same(() => '/api/v2/silences')
    expect(Array.isArray(list) && list.length).toBeGreaterThan(15)
  })
  test.each([
    'list="a"',
    'list=a',
    'list=~"a"',
    'list!="a"',
    'list="b"',
    'list="c"',
    'b=~"x.*|y"',
    'b=~"x"',
    'c!="x"',
    'd!~""',
    'name="pending"',
  ])('filter %s: those that have this very matcher', async (filter) => {
    await same(() => `/api/v2/silences?filter=${encodeURIComponent(filter)}`)
  })
  test('several filters are joined by AND', async () => {
    const list = await same(() => '/api/v2/silences?filter=list%3Da&filter=list%3Db')
    expect(list).toHaveLength(3)
  })
})

async function startOf(name: string): Promise<Both<string>> {
  const { ours, theirs } = await both.each((side) => ({ path: `/api/v2/silence/${ids.get(name)?.[side]}` }))
  const start = ({ body }: Heard): string => (JSON.parse(body) as { startsAt: string }).startsAt
  return { ours: start(ours), theirs: start(theirs) }
}
