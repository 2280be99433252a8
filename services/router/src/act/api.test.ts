/** Acknowledging over the API, behind the door that asks who is there. */
import { silentLogger } from '@tocsin/kit'
import express from 'express'
import { afterEach, expect, test } from 'vitest'
import { CARD, NOW, world } from '../loop/testing/world.ts'
import { createFront, type Front } from '../web/front.ts'
import { digestOf, OPEN, type WebConfig } from '../web/web-config.ts'
import { actApi } from './api.ts'

const ONE = `
route: { receiver: ${CARD}, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers: [ { name: ${CARD} } ]
`
const ASKS: WebConfig = {
  ...OPEN,
  tokens: [
    { digest: digestOf('t0ken-of-ops'), caller: { name: 'ops', roles: new Set(['operate']) } },
    { digest: digestOf('t0ken-of-wall'), caller: { name: 'wall', roles: new Set(['read']) } },
  ],
}
const bearer = (name: string) => ({ authorization: `Bearer t0ken-of-${name}` })

const fronts: Front[] = []
afterEach(async () => {
  for (const front of fronts.splice(0)) await front.stop(0)
})

async function api(config = OPEN) {
  const w = await world({}, ONE)
  await w.fire('disk')
  await w.tick()
  const log = silentLogger()
  const idle = (): void => {}
  const web = { current: () => config, reload: idle, watch: idle, onChange: idle, stop: idle }
  const app = express().use(actApi({ acts: w.acts, now: w.now }))
  const front = createFront({
    ...{ listen: [{ host: '127.0.0.1', port: 0 }], routePrefix: '/tocsin', log, now: Date.now, refused: () => {} },
    ...{ web, handler: app },
  })
  fronts.push(front)
  const [address] = await front.start()
  const ask = async (method: string, id: number | string, body?: unknown, headers = {}) => {
    const answer = await fetch(`http://${address}/tocsin/api/tocsin/groups/${id}/acknowledge`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return [answer.status, await answer.json()]
  }
  return { ...w, ask }
}

test('said once, taken back, and said by somebody else', async () => {
  const { ask, store } = await api()
  expect(await ask('POST', 1, { by: '王芳' })).toEqual([200, { kind: 'acknowledged', by: '王芳', at: NOW }])
  expect(await ask('POST', 1, { by: 'li', via: 'cli' })).toEqual([200, { kind: 'already', by: '王芳', at: NOW }])
  expect(await store.groupViews(NOW, 0)).toMatchObject([
    { episode: { acknowledgement: { by: '王芳', via: 'console' } } },
  ])
  expect(await ask('DELETE', 1, { by: 'li' })).toEqual([200, {}])
  expect(await ask('DELETE', 1, { by: 'li' })).toEqual([409, { code: 409, message: 'nobody has it' }])
  expect(await ask('POST', 1, { by: 'li', via: 'cli' })).toEqual([200, { kind: 'acknowledged', by: 'li', at: NOW }])
})

test.each([
  ['no group', 'POST', 77, { by: 'x' }, 404],
  ['what is no number', 'POST', 'x', { by: 'x' }, 404],
  ['nobody', 'POST', 1, {}, 400],
  ['no body', 'POST', 1, undefined, 400],
  ['something else', 'POST', 1, { by: 7 }, 400],
  ['nobody takes it back', 'DELETE', 1, {}, 400],
])('%s is refused with what is missing', async (_what, method, id, body, status) => {
  const [code, answer] = await (await api()).ask(method, id, body)
  expect([code, typeof (answer as { message: string }).message]).toEqual([status, 'string'])
})

test('what is over cannot be had', async () => {
  const { ask, after, end, tick } = await api()
  after(1_000)
  await end('disk')
  after(60_000)
  await tick()
  expect((await ask('POST', 1, { by: 'x' }))[0]).toBe(409)
})

test('where it is asked who is there: operators may, readers may not, and who they are stands beside what they say', async () => {
  const { ask } = await api(ASKS)
  expect((await ask('POST', 1, { by: 'x' }))[0]).toBe(401)
  expect((await ask('POST', 1, { by: 'x' }, bearer('wall')))[0]).toBe(403)
  expect((await ask('POST', 1, { by: '王芳' }, bearer('ops')))[1]).toMatchObject({ by: '王芳 (ops)' })
  expect((await ask('DELETE', 1, undefined, bearer('ops')))[0]).toBe(200)
  expect((await ask('POST', 1, {}, bearer('ops')))[1]).toMatchObject({ by: 'ops' })
})
