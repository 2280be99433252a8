import { expect, test } from 'vitest'
import { createAttempts } from './attempts.ts'
import { type Asked, createGuard, type Judgement, type Refusal } from './guard.ts'
import type { Caller, Role } from './roles.ts'
import { digestOf, OPEN, type WebConfig } from './web-config.ts'

const NOW = 1_700_000_000_000
const caller = (name: string, ...roles: Role[]): Caller => ({ name, roles: new Set(roles) })

const CLOSED: WebConfig = {
  ...OPEN,
  openProbes: false,
  users: new Map([
    ['admin', { hash: 'hash of admin', caller: caller('admin', 'read', 'operate', 'ingest') }],
    ['viewer', { hash: 'hash of viewer', caller: caller('viewer', 'read') }],
  ]),
  tokens: [
    { digest: digestOf('t0ken-of-prometheus'), caller: caller('prometheus', 'ingest') },
    { digest: digestOf('t0ken-of-ops'), caller: caller('ops', 'operate') },
  ],
}

const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

function world(config: WebConfig = CLOSED, busy = false) {
  const refusals: Refusal[] = []
  const w = { now: NOW, checks: 0, refusals, limited: [] as string[] }
  const known = new Map<string, boolean>()
  const guard = createGuard({
    config: () => config,
    attempts: createAttempts(),
    now: () => w.now,
    count: (refusal) => refusals.push(refusal),
    onLimited: (address) => w.limited.push(address),
    passwords: {
      known: (...what) => known.get(what.join()),
      check: (user, password, hash) => {
        w.checks += 1
        if (busy) return Promise.resolve('busy')
        const right = hash === `hash of ${password.replace('right ', '')}`
        known.set([user, password, hash].join(), right)
        return Promise.resolve(right ? 'right' : 'wrong')
      },
    },
  })
  const ask = async (asked: Partial<Asked> & { authorization?: string }): Promise<Judgement> => {
    const { authorization, headers, ...rest } = asked
    return guard({
      method: 'GET',
      path: '/api/v2/alerts',
      address: '10.0.0.1',
      ...rest,
      headers: { authorization, ...headers },
    })
  }
  const status = async (asked: Parameters<typeof ask>[0]): Promise<number> => {
    const judgement = await ask(asked)
    return judgement.kind === 'admitted' ? 200 : judgement.status
  }
  return { w, ask, status }
}

test('without users and tokens everybody may', async () => {
  expect(await world(OPEN).status({ method: 'POST', path: '/-/reload' })).toBe(200)
})

test('nobody in particular is asked who is there, in each way that would be understood', async () => {
  const { w, ask } = world()
  expect(await ask({})).toMatchObject({
    status: 401,
    headers: { 'WWW-Authenticate': ['Basic realm="Tocsin", charset="UTF-8"', 'Bearer realm="Tocsin"'] },
  })
  expect(w.refusals).toEqual(['missing'])
})

test.each<[string, string, string | undefined, number]>([
  ['GET', '/-/healthy', undefined, 401],
  ['GET', '/-/healthy', 'Bearer t0ken-of-prometheus', 200],
  ['GET', '/api/v2/alerts', 'Bearer t0ken-of-prometheus', 403],
  ['POST', '/api/v2/alerts', 'Bearer t0ken-of-prometheus', 200],
  ['POST', '/api/v2/silences', 'Bearer t0ken-of-ops', 200],
  ['GET', '/metrics', 'Bearer t0ken-of-ops', 200],
  ['POST', '/v1/logs', 'Bearer t0ken-of-ops', 403],
  ['GET', '/', 'Bearer nobody', 401],
  ['GET', '/', 'Digest x', 401],
  ['GET', '/', basic('viewer', 'right viewer'), 200],
  ['POST', '/-/reload', basic('viewer', 'right viewer'), 403],
  ['POST', '/-/reload', basic('admin', 'right admin'), 200],
  ['GET', '/', basic('admin', 'right viewer'), 401],
  ['GET', '/', basic('nobody', 'right admin'), 401],
])('%s %s with %s: %i', async (method, path, authorization, status) => {
  expect(await world().status({ method, path, ...(authorization === undefined ? {} : { authorization }) })).toBe(status)
})

test('the missing role is named', async () => {
  const judgement = await world().ask({
    method: 'POST',
    path: '/-/reload',
    authorization: basic('viewer', 'right viewer'),
  })
  expect(judgement).toMatchObject({ message: 'the role "operate" is missing: "viewer" has read' })
})

test('probes may be open, and nothing else with them', async () => {
  const { status } = world({ ...CLOSED, openProbes: true })
  expect(await status({ path: '/-/ready' })).toBe(200)
  expect(await status({ path: '/metrics' })).toBe(401)
})

test('a password is checked once, and so is one for nobody', async () => {
  const { w, status } = world()
  for (const authorization of [basic('admin', 'right admin'), basic('nobody', 'x')]) {
    w.checks = 0
    const first = await status({ authorization })
    expect(await status({ authorization })).toBe(first)
    expect(w.checks).toBe(1)
  }
})

test('ten wrong tries, then no more for a while; those who were right before, and tokens, go on', async () => {
  const { w, ask, status } = world()
  expect(await status({ authorization: basic('admin', 'right admin') })).toBe(200)
  for (let n = 0; n < 10; n++) expect(await status({ authorization: basic('admin', `guess ${n}`) })).toBe(401)
  w.checks = 0
  expect(await ask({ authorization: basic('admin', 'guess') })).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '60' },
  })
  expect(await status({ authorization: basic('viewer', 'right viewer') })).toBe(429)
  expect(await status({ authorization: 'Bearer guess' })).toBe(429)
  expect(w.checks).toBe(0)
  expect(await status({ authorization: basic('admin', 'right admin') })).toBe(200)
  expect(await status({ authorization: 'Bearer t0ken-of-ops' })).toBe(200)
  expect(await status({ authorization: basic('viewer', 'right viewer'), address: '10.0.0.2' })).toBe(200)
  w.now += 61_000
  expect(await status({ authorization: basic('viewer', 'right viewer') })).toBe(200)
  expect(w.refusals.filter((refusal) => refusal === 'limited')).toHaveLength(3)
  expect(w.limited).toEqual(['10.0.0.1'])
})

test('too many checks at once are no wrong password', async () => {
  const { w, status } = world(CLOSED, true)
  for (let n = 0; n < 20; n++) expect(await status({ authorization: basic('admin', `x${n}`) })).toBe(503)
  expect(new Set(w.refusals)).toEqual(new Set(['busy']))
})

test("a page of another site cannot use a browser's password to change something", async () => {
  const { status } = world()
  const authorization = basic('admin', 'right admin')
  const from = (site: string) => ({ authorization, headers: { 'sec-fetch-site': site } })
  expect(await status({ method: 'POST', path: '/-/reload', ...from('cross-site') })).toBe(403)
  expect(await status({ method: 'POST', path: '/-/reload', ...from('same-origin') })).toBe(200)
  expect(await status(from('cross-site'))).toBe(200)
})

test('what carries its own proof needs no password, and counts as no wrong one', async () => {
  const { status } = world(CLOSED)
  expect(await status({ method: 'POST', path: '/act/token' })).toBe(200)
  expect(await status({ method: 'POST', path: '/callback/wecom/oncall' })).toBe(200)
  expect(await status({ method: 'POST', path: '/activate' })).toBe(401)
})
