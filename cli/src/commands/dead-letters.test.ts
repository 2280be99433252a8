/** Against a router that answers what a real one would. */
import { expect, test } from 'vitest'
import type { DeadLetter } from '../explain/contract.ts'
import { deadLetters, replay, sinceText } from './dead-letters.ts'

const AT = Date.UTC(2026, 10, 25, 1, 30)
const letter = (id: number, change: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ id, receiver: 'wecom-oncall', target: 'wecom_robot …dead', groupLabels: { alertname: 'HighP99Latency' } },
  ...{ status: 'firing', reason: 'first notification', revision: 1, idempotencyKey: 'k', state: 'rejected' },
  ...{ decidedAt: AT, finishedAt: AT + 74, attempts: [], heard: false },
  end: { how: 'rejected', code: '93000', reason: 'invalid webhook url\u001b[31m' },
  ...change,
})

function routerWith(letters: readonly DeadLetter[]) {
  const printed: string[] = []
  const posted: string[] = []
  const asked: unknown[] = []
  const client = {
    get: async (_path: string, query: Readonly<Record<string, unknown>> = {}) => {
      asked.push(query)
      const rest = letters.filter(({ id }) => query['before'] === undefined || id < Number(query['before']))
      const page = rest.slice(0, 2)
      return { letters: page, ...(rest.length > 2 ? { next: page.at(-1)?.id } : {}) }
    },
    post: async (path: string, body: unknown) => {
      posted.push(`${path} ${JSON.stringify(body)}`)
      return { id: 1, receiver: 'wecom-oncall', target: 'wecom_robot …beef', key: 'same' }
    },
  }
  const own = { client, print: (line: string) => printed.push(line), timeZone: 'Asia/Shanghai' }
  return { own, printed, posted, asked }
}

const ALL = { receiver: undefined, from: undefined, limit: 50 }

test('each is told with why, and with who heard it instead', async () => {
  const standIn = { id: 9, receiver: 'sms-oncall', target: 'sms …', state: 'sent' } as const
  const router = routerWith([
    letter(5, { heard: true, standIns: [standIn] }),
    letter(4, { standIns: [{ ...standIn, state: 'retrying' }] }),
    letter(3, { end: { how: 'given-up', code: 'HTTP 500', reason: 'down' }, fallback: 'its fallback has no channels' }),
    letter(2, { newer: { id: 8, status: 'resolved', state: 'sent', decidedAt: AT } }),
  ])
  expect(await deadLetters(router.own, ALL)).toBe(0)
  await expect(`${router.printed.join('\n')}\n`).toMatchFileSnapshot('golden/dead-letters.txt')
})

test('all of a receiver have a fresh chance in their order, but for those that newer news has overtaken', async () => {
  const newer = { id: 8, status: 'firing', state: 'sent', decidedAt: AT } as const
  const router = routerWith([letter(5), letter(4, { newer }), letter(3)])
  expect(
    await replay({ ...router.own, ids: [], filter: { ...ALL, receiver: 'wecom-oncall' }, evenIfNewer: false }),
  ).toBe(0)
  expect(router.posted).toEqual([
    '/api/tocsin/deliveries/3/replay {"evenIfNewer":false}',
    '/api/tocsin/deliveries/5/replay {"evenIfNewer":false}',
  ])
  expect(router.asked[0]).toMatchObject({ receiver: 'wecom-oncall' })
  expect(router.printed.join('\n')).toMatch(/owed to wecom-oncall again.*These stay.*newer: delivery 8/s)
})

test('named ones are asked for by their numbers', async () => {
  const router = routerWith([])
  expect(await replay({ ...router.own, ids: ['7', '6'], filter: ALL, evenIfNewer: true })).toBe(0)
  expect(router.posted).toEqual([
    '/api/tocsin/deliveries/7/replay {"evenIfNewer":true}',
    '/api/tocsin/deliveries/6/replay {"evenIfNewer":true}',
  ])
})

test.each([
  ['neither a number nor a receiver', [], /say which/],
  ['no number', ['x/../1'], /is no number/],
])('%s is refused before anything is asked', async (_name, ids, said) => {
  const router = routerWith([])
  await expect(replay({ ...router.own, ids, filter: ALL, evenIfNewer: false })).rejects.toThrow(said)
  expect(router.posted).toEqual([])
})

test('--since is a duration', () => {
  expect(sinceText('1h', AT)).toBe(String(AT - 3_600_000))
  expect(() => sinceText('yesterday', AT)).toThrow('30m, 1h or 2d')
})
