/** The same alerts to our router and to Debian's Alertmanager 0.25: lists, groups, states and order are equal. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Beside, JSON_TYPE, startBeside } from '../support/beside.ts'
import { inMs } from '../support/clients.ts'
import { until } from '../support/until.ts'
import { CONFIG, POSTS, QUESTIONS } from './beside/alerts.ts'
import { normal } from './beside/normal.ts'

let both: Beside
const silences = { ours: new Map<string, string>(), theirs: new Map<string, string>() }

beforeAll(async () => {
  both = await startBeside(CONFIG)
}, 60_000)
afterAll(() => both?.stop())

async function answers(path: string) {
  const { ours, theirs } = await both.ask({ path })
  expect([ours.status, theirs.status]).toEqual([200, 200])
  return { ours: normal(ours.body, silences.ours), theirs: normal(theirs.body, silences.theirs) }
}

/** Alertmanager sorts alerts into groups, and notes which hush others, some time after it has answered. */
async function equalSoon(path: string): Promise<void> {
  const same = async (): Promise<true | undefined> => {
    const { ours, theirs } = await answers(path)
    return JSON.stringify(canonical(ours)) === JSON.stringify(canonical(theirs)) ? true : undefined
  }
  await until(`both agree on ${path}`, 3_000, same).catch(() => undefined)
  const { ours, theirs } = await answers(path)
  expect(ours).toEqual(theirs)
}

async function silence(comment: string, matchers: readonly unknown[]): Promise<void> {
  const body = JSON.stringify({
    matchers,
    comment,
    ...{ createdBy: 'wang', startsAt: inMs(-1_000), endsAt: inMs(3_600_000) },
  })
  const { ours, theirs } = await both.ask({ method: 'POST', path: '/api/v2/silences', body, headers: JSON_TYPE })
  silences.ours.set(JSON.parse(ours.body).silenceID, comment)
  silences.theirs.set(JSON.parse(theirs.body).silenceID, comment)
}

describe.each(POSTS)('%s', (_name, alerts) => {
  test('is taken by both', async () => {
    const body = JSON.stringify(alerts)
    const { ours, theirs } = await both.ask({ method: 'POST', path: '/api/v2/alerts', body, headers: JSON_TYPE })
    expect([ours.status, ours.body]).toEqual([theirs.status, theirs.body])
    expect(ours.status).toBe(200)
  })
  test('shows in the list', () => equalSoon('/api/v2/alerts'))
  test('shows in the groups', () => equalSoon('/api/v2/alerts/groups'))
})

describe('silenced', () => {
  beforeAll(async () => {
    await silence('one', [{ name: 'alertname', value: 'A', isRegex: false }])
    await silence('two', [{ name: 'instance', value: '1.*', isRegex: true }])
    await silence('three', [{ name: 'severity', value: '', isRegex: false, isEqual: false }])
    await silence('four', [
      { name: 'alertname', value: 'A|B', isRegex: true, isEqual: false },
      { name: 'foo', value: 'bar', isRegex: false },
    ])
  })
  test.each(['/api/v2/alerts', '/api/v2/alerts/groups'])('%s', equalSoon)
  test.each(QUESTIONS)('?%s', async (question) => {
    await equalSoon(`/api/v2/alerts?${question}`)
    await equalSoon(`/api/v2/alerts/groups?${question}`)
  })
})

test('receivers', async () => {
  const { ours, theirs } = await both.ask({ path: '/api/v2/receivers' })
  const names = (text: string): string[] => JSON.parse(text).map(({ name }: { name: string }) => name)
  expect(names(ours.body)).toEqual(names(theirs.body))
})

/** Members of objects in the order of their names: Go sorts labels, and we keep them as they came. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, inner]) => [name, canonical(inner)]),
  )
}
