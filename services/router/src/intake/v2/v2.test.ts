/** What Debian's Alertmanager cannot be asked beside us: limits, failures, what only newer ones have. */
import { afterEach, describe, expect, test } from 'vitest'
import type { Alert } from '../../model/alert.ts'
import { alert } from '../../store/testing/records.ts'
import { startApi, type TestApi } from '../testing/api.ts'

const started: TestApi[] = []
afterEach(() => {
  for (const api of started.splice(0)) api.close()
})
async function start(...change: Parameters<typeof startApi>): Promise<TestApi> {
  const api = await startApi(...change)
  started.push(api)
  return api
}

/** A store whose answer waits until the test lets it go. */
function slowStore() {
  let letGo = (): void => {}
  const gone = new Promise<void>((resolve) => {
    letGo = resolve
  })
  let asked = (): void => {}
  const firstAsked = new Promise<void>((resolve) => {
    asked = resolve
  })
  const store = {
    alertsAfter: async (): Promise<Alert[]> => {
      asked()
      await gone
      return []
    },
  }
  return { store, letGo, firstAsked }
}

const silence = (change: Record<string, unknown> = {}) => ({
  matchers: [{ name: 'a', value: 'x', isRegex: false }],
  startsAt: new Date().toISOString(),
  endsAt: new Date(Date.now() + 3_600_000).toISOString(),
  ...{ createdBy: 'wang', comment: 'c' },
  ...change,
})

describe('limits', () => {
  test('one GET more than may run at once is turned away; posts are not counted', async () => {
    const { store, letGo, firstAsked } = slowStore()
    const { url, post } = await start({ store, limits: { getConcurrency: 1, timeoutMs: 0 } })
    const first = fetch(`${url}/api/v2/alerts/groups`)
    await firstAsked
    const second = await fetch(`${url}/api/v2/status`)
    expect(second.status).toBe(503)
    expect(second.headers.get('content-type')).toBe('text/plain; charset=utf-8')
    expect(await second.text()).toBe('Limit of concurrent GET requests reached (1), try again later.\n\n')
    expect((await post('/api/v2/silences', silence())).status).toBe(200)
    letGo()
    expect((await first).status).toBe(200)
    expect(await (await first).text()).toBe('[]\n')
    expect((await fetch(`${url}/api/v2/status`)).status).toBe(200)
  })

  test('a request that takes too long is answered', async () => {
    const { store, letGo } = slowStore()
    const { url } = await start({ store, limits: { getConcurrency: 8, timeoutMs: 20 } })
    for (const path of ['alerts', 'alerts/groups']) {
      const response = await fetch(`${url}/api/v2/${path}`)
      expect(response.status).toBe(503)
      expect(await response.text()).toBe('Exceeded configured timeout of 20ms.\n')
    }
    // What comes too late is heard by nobody, and harms nothing.
    letGo()
    expect((await fetch(`${url}/api/v2/status`)).status).toBe(200)
  })

  test('a list that breaks off in the middle is a broken connection, never a short list', async () => {
    const firing = Array.from({ length: 500 }, (_, n) =>
      alert(String(n), { ending: { kind: 'expires', at: Date.now() + 60_000 } }),
    )
    const { store: never } = slowStore()
    const alertsAfter = (last: string) => (last === '' ? Promise.resolve(firing) : never.alertsAfter())
    const { url } = await start({ store: { alertsAfter }, limits: { getConcurrency: 8, timeoutMs: 200 } })
    const response = await fetch(`${url}/api/v2/alerts`)
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  test('a silence that is too large is refused', async () => {
    const { post } = await start()
    const response = await post('/api/v2/silences', silence({ comment: 'x'.repeat(11_000) }))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 413 })
  })

  test('more silences than allowed are refused; an edit in place is not one more', async () => {
    const { url, post } = await start({ maxSilences: 1 })
    const { silenceID: id } = (await (await post('/api/v2/silences', silence())).json()) as { silenceID: string }
    const refused = await post('/api/v2/silences', silence())
    expect(refused.status).toBe(400)
    expect(await refused.json()).toBe('exceeded maximum number of silences: 1 (limit: 1)')
    const { startsAt } = (await (await fetch(`${url}/api/v2/silence/${id}`)).json()) as { startsAt: string }
    expect(await (await post('/api/v2/silences', silence({ id, startsAt, comment: 'new' }))).json()).toEqual({
      silenceID: id,
    })
  })
})

describe('what 0.25 does not have', () => {
  test('silences have annotations, and lists leave out states', async () => {
    const { url, post } = await start()
    const later = new Date(Date.now() + 1_800_000).toISOString()
    await post('/api/v2/silences', silence({ annotations: { ticket: 'OPS-1' } }))
    await post('/api/v2/silences', silence({ startsAt: later, comment: 'pending' }))
    const list = async (query: string): Promise<unknown[]> =>
      (await (await fetch(`${url}/api/v2/silences?${query}`)).json()) as unknown[]
    expect(await list('pending=false')).toEqual([expect.objectContaining({ annotations: { ticket: 'OPS-1' } })])
    expect(await list('active=false')).toEqual([expect.objectContaining({ comment: 'pending' })])
    expect(await list('active=false&pending=no')).toEqual([])
  })

  test.each(['status', 'receivers', 'alerts', 'silences', 'silence/x'])('/api/v1/%s is gone', async (path) => {
    const { url, post } = await start()
    for (const response of [await fetch(`${url}/api/v1/${path}`), await post(`/api/v1/${path}`, [])]) {
      expect(response.status).toBe(410)
      expect(await response.json()).toEqual({
        status: 'deprecated',
        error: expect.stringMatching(/v1 .* 0\.27\.0 .* v2/),
      })
    }
  })

  test('the API describes itself', async () => {
    const { url } = await start()
    const described = (await (await fetch(`${url}/api/v2/swagger.json`)).json()) as { paths: object }
    expect(Object.keys(described.paths).sort()).toEqual([
      ...['/alerts', '/alerts/groups', '/receivers', '/silence/{silenceID}', '/silences', '/status'],
    ])
    for (const path of ['alerts', 'alerts/groups', 'receivers', 'silences', 'status']) {
      expect((await fetch(`${url}/api/v2/${path}`)).status).toBe(200)
    }
  })

  test('receivers by their labels', async () => {
    const { url } = await start()
    const receivers = async (query: string) => (await fetch(`${url}/api/v2/receivers?${query}`)).json()
    expect(await receivers('receiver_matchers=name%3Dteam')).toEqual([{ name: 'team', labels: { name: 'team' } }])
    expect(await receivers('receiver_matchers=name%3Dother')).toEqual([])
  })

  test('classic mode knows only classic names', async () => {
    const { post } = await start({ mode: 'classic' })
    const response = await post('/api/v2/alerts', [{ labels: { 日: 'x' } }])
    expect(response.status).toBe(400)
    expect(await response.json()).toBe('invalid label set: invalid name "日"')
  })
})

test('what cannot be stored is said', async () => {
  const api = await start({ saveSilences: () => Promise.reject(new Error('the disk is full')) })
  const response = await api.post('/api/v2/silences', silence())
  expect(response.status).toBe(503)
  expect(await response.json()).toMatch(/failed/)
  expect(await (await fetch(`${api.url}/api/v2/silences`)).json()).toEqual([])
})

test('every answer of the API is not to be kept', async () => {
  const { url, post } = await start()
  const responses = [
    await fetch(`${url}/api/v2/alerts`),
    await post('/api/v2/alerts', []),
    await fetch(`${url}/api/v2/x`),
  ]
  expect(responses.map(({ headers }) => headers.get('cache-control'))).toEqual(['no-store', 'no-store', 'no-store'])
})
