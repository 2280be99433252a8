/** The page behind a link, over real HTTP: what it does, and what it does not tell. */
import { createServer } from 'node:http'
import { answerFailures, closeServer, type Logger, listen, silentLogger } from '@tocsin/kit'
import express from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { CARD, world } from '../loop/testing/world.ts'
import { createAttempts } from '../web/attempts.ts'
import { actPages } from './handler.ts'

const ONE = `
route: { receiver: ${CARD}, group_by: [alertname], group_wait: 0s, group_interval: 1m }
receivers: [ { name: ${CARD} } ]
`
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function pages({ name = 'disk <b>' } = {}) {
  const w = await world({}, ONE)
  await w.fire(name)
  await w.tick()
  await w.deliver()
  const lines: string[] = []
  const note = (facts: unknown, message?: unknown): void => {
    lines.push(JSON.stringify([facts, message]))
  }
  const log: Logger = { ...silentLogger(), debug: note, info: note, warn: note, error: note, fatal: note }
  const app = express()
  app.use(
    actPages({
      ...{ acts: w.acts, attempts: createAttempts(), now: w.now, timeZone: 'UTC', log },
      names: () => ['王磊', 'Li "x"'],
    }),
  )
  app.use(answerFailures(log))
  const server = createServer(app)
  const address = await listen(server, { host: '127.0.0.1', port: 0 })
  stops.push(() => closeServer(server, 0))
  const { acknowledge = '', silence = '' } = w.calls[0]?.actions ?? {}
  const pathOf = (url: string): string => url.replace('http://router', '')
  const get = (path: string, headers = {}) => fetch(`http://${address}${path}`, { headers })
  const post = (path: string, body: string | undefined, headers = {}) =>
    fetch(`http://${address}${path}`, {
      ...{ method: 'POST', body: body ?? '', redirect: 'manual' },
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    })
  return { ...w, lines, get, post, acknowledge: pathOf(acknowledge), silence: pathOf(silence) }
}

test('a look changes nothing, however often a chat client takes it, and says what it is about', async () => {
  const { get, acknowledge, store } = await pages()
  for (let n = 0; n < 3; n++) expect((await get(acknowledge)).status).toBe(200)
  const page = await (await get(acknowledge, { 'accept-language': 'zh-CN,zh;q=0.9' })).text()
  expect(page).toContain('<html lang="zh-CN">')
  expect(page).toContain('我来处理')
  expect(page).toContain('disk &lt;b&gt;')
  expect(page).not.toContain('<b>')
  expect(page).toContain('<option value="Li &quot;x&quot;">')
  expect((await store.groupInHand(1))?.episode?.acknowledgement).toBeUndefined()
})

test('a press acts, and the next one hears who has it', async () => {
  const { get, post, acknowledge } = await pages()
  const first = await post(acknowledge, 'name=%E7%8E%8B%E7%A3%8A')
  expect([first.status, await first.text()]).toEqual([200, expect.stringContaining('You’ve got it')])
  const second = await post(acknowledge, 'name=Li')
  expect([second.status, await second.text()]).toEqual([200, expect.stringContaining('王磊 has it')])
  expect(await (await get(acknowledge)).text()).toContain('王磊 has it')
})

test('a silence is asked for with what it mutes, and said with its end', async () => {
  const { get, post, silence, posted } = await pages({ name: 'disk' })
  expect(await (await get(silence)).text()).toContain('alertname=&quot;disk&quot;')
  expect(posted).toEqual([])
  expect(await (await post(silence, 'name=Li')).text()).toContain('2023-11-14T23:13:20.000Z')
  expect(posted).toMatchObject([{ createdBy: 'Li' }])
})

test('without a name nothing is done, and the page asks again', async () => {
  const { post, acknowledge, store } = await pages()
  for (const body of [undefined, 'name=', 'name=+++', 'other=x']) {
    const answer = await post(acknowledge, body)
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('Please say who you are')])
  }
  expect((await store.groupInHand(1))?.episode?.acknowledgement).toBeUndefined()
})

describe('says nothing of any group', () => {
  test.each([
    ['a wrong link', 404, 'does not work', (token: string) => `${token.slice(0, -3)}AAA`, 0],
    ['a link that is no token', 404, 'does not work', () => '/act/x', 0],
    ['a link of yesterday', 410, 'has expired', (token: string) => token, 86_400_000],
    ['a link to what is over', 200, 'It is over', (token: string) => token, 120_000],
  ])('%s', async (_what, status, said, change, later) => {
    const { get, post, acknowledge, after, end, tick } = await pages({ name: 'topsecretname' })
    if (later > 0) {
      after(1_000)
      await end('topsecretname')
      after(later)
      await tick()
    }
    for (const answer of [await get(change(acknowledge)), await post(change(acknowledge), 'name=x')]) {
      const text = await answer.text()
      expect([answer.status, text]).toEqual([status, expect.stringContaining(said)])
      expect(text).not.toContain('topsecretname')
      expect(text).not.toContain('王磊')
    }
  })
})

test('whoever guesses is held off after ten, right links included; others are not', async () => {
  const { get, acknowledge, after } = await pages()
  for (let n = 0; n < 10; n++) expect((await get(`/act/guess${n}`)).status).toBe(404)
  const held = await get(acknowledge)
  expect([held.status, held.headers.get('retry-after')]).toEqual([429, '60'])
  expect((await get('/act/act.css')).status).toBe(200)
  after(60_000)
  expect((await get(acknowledge)).status).toBe(200)
})

test('another site cannot press the button', async () => {
  const { post, acknowledge, store } = await pages()
  for (const site of ['cross-site', 'same-site']) {
    expect((await post(acknowledge, 'name=x', { 'sec-fetch-site': site })).status).toBe(403)
  }
  expect((await store.groupInHand(1))?.episode?.acknowledgement).toBeUndefined()
  expect((await post(acknowledge, 'name=x', { 'sec-fetch-site': 'same-origin' })).status).toBe(200)
})

test('the page runs nothing but its own script, stays in no cache, and its address goes nowhere', async () => {
  const { get, acknowledge } = await pages()
  const answer = await get(acknowledge)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(answer.headers.get('referrer-policy')).toBe('no-referrer')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.get('set-cookie')).toBeNull()
  const text = await answer.text()
  expect(text).not.toContain(acknowledge.slice('/act/'.length))
  expect(text).not.toMatch(/https?:\/\//)
  for (const file of ['act.css', 'act.js']) {
    expect(text).toContain(file)
    expect((await get(`/act/${file}`)).status).toBe(200)
  }
})

test('no link gets into a log, whatever fails', async () => {
  const { get, post, acknowledge, lines, store } = await pages()
  await post(acknowledge, `name=${'x'.repeat(5_000)}`)
  Object.assign(store, { groupInHand: () => Promise.reject(new Error('the disk is gone')) })
  expect((await get(acknowledge)).status).toBe(503)
  expect((await post(acknowledge, 'name=x')).status).toBe(503)
  await get(`/act/%zz${acknowledge}`)
  expect(lines.join('\n')).toContain('the disk is gone')
  expect(lines.join('\n')).not.toContain(acknowledge.slice('/act/'.length))
})
