import { describe, expect, test } from 'vitest'
import { contextOf } from '../../contract.case.ts'
import type { ChannelState } from '../../contract.ts'
import { runHttpContract } from '../../http.case.ts'
import { AT, alertOf, notificationOf, resolvedOf } from '../../testing/notifications.ts'
import { answer, type Reply, type Seen, startProvider } from '../../testing/provider.ts'
import { ticketChannel } from '../index.ts'
import { creatingState, openState } from '../state.ts'
import { type FakeZentao, fakeZentao } from '../testing/fake-zentao.ts'

const settings = (url: string, api: 'v1' | 'v2' = 'v1') => ({
  ...{ system: 'zentao', url, api, username: 'tocsin', password: 'zentao-password', product: 1 },
})
const firing = notificationOf([alertOf()])
const over = notificationOf([resolvedOf(alertOf())])
const told = { count: 0, seen: [] }
const open = openState(creatingState(firing, 0, AT), { id: '1', url: '' }, { now: AT, fromLogs: false, told })
const bug = { id: 1, status: 'active', resolution: '', assignedTo: { account: 'admin' }, steps: 'x', title: '' }

function beside({ method, path }: Seen): Reply | undefined {
  if (/\/(?:tokens|login)$/.test(path)) return answer(201, { token: 'session-token-1' })
  return method === 'GET' ? answer(200, path.includes('v2') ? { status: 'success', bug } : bug) : undefined
}

for (const api of ['v1', 'v2'] as const) {
  runHttpContract(ticketChannel, {
    settings: (url) => ({ ...settings(url, api), close_on_end: false }),
    secrets: ['zentao-password', 'session-token-1'],
    accept: () => answer(200, api === 'v1' ? bug : { status: 'success', id: 1 }),
    beside,
    checkLimits: ({ headers, body }) => {
      expect(headers['token']).toBe('session-token-1')
      if (!('title' in body)) return
      expect(body['title']).toMatch(/^[^\p{Cc}]{1,240} \[[0-9a-f]{12}\]$/u)
      expect(body['openedBuild']).toEqual(['trunk'])
      expect(Buffer.byteLength(String(body['steps']))).toBeLessThanOrEqual(65_535)
      expect(String(body['steps'])).not.toMatch(/<(?:script|font|@)/)
    },
    stateBeforeEnd: open,
  })
}

async function withZentao(options: Parameters<typeof fakeZentao>[0], change: object, run: Run): Promise<void> {
  const zentao = fakeZentao(options)
  const provider = await startProvider()
  provider.reply((request) => zentao.handle(request))
  const config = ticketChannel.schema().parse({ ...settings(provider.url, options.api), ...change })
  const send: World['send'] = (notification, priorState = null) =>
    ticketChannel.send(config, contextOf(notification, { priorState }))
  try {
    await run({ zentao, send, paths: () => provider.seen.map(({ method, path }) => `${method} ${path}`) })
  } finally {
    await provider.close()
  }
}

interface World {
  readonly zentao: FakeZentao
  readonly send: (notification: typeof firing, priorState?: ChannelState) => ReturnType<typeof ticketChannel.send>
  readonly paths: () => string[]
}
type Run = (world: World) => Promise<void>

describe('against ZenTao as documented', () => {
  test('one login for many calls; another when the session is over, and the call once more', async () => {
    await withZentao({ api: 'v1' }, {}, async ({ zentao, send, paths }) => {
      const { newState } = await send(firing)
      await send(firing, newState)
      zentao.logOut()
      expect((await send(firing, newState)).outcome.kind).toBe('sent')
      expect(paths().filter((path) => path.endsWith('/tokens'))).toHaveLength(2)
    })
  })

  test('a wrong password is a refusal without it', async () => {
    await withZentao({ api: 'v1' }, { password: 'wrong-password' }, async ({ send }) => {
      const { outcome } = await send(firing)
      expect(outcome).toMatchObject({ kind: 'reject', reason: expect.stringContaining('登录失败') })
    })
  })

  test('a session that is repeated in a refusal is not spread', async () => {
    const provider = await startProvider()
    const refusal = { status: 'fail', message: 'zentao-password, session-token-1' }
    provider.reply((request) => (request.method === 'POST' && beside(request)) || answer(200, refusal))
    const result = await ticketChannel.send(ticketChannel.schema().parse(settings(provider.url)), contextOf(firing))
    await provider.close()
    expect(result.outcome).toMatchObject({ kind: 'reject', code: 'HTTP 200', reason: 'ZenTao refused: …, …' })
  })

  test('steps that a version leaves out are put in by an edit', async () => {
    await withZentao({ api: 'v1', dropsSteps: true }, {}, async ({ zentao, send }) => {
      expect((await send(firing)).outcome).toEqual({ kind: 'sent', code: 'HTTP 200' })
      expect(zentao.tickets[0]?.steps).toContain('CheckoutLatencyHigh')
    })
  })

  test('service leads to product and module, severity to its levels', async () => {
    const change = { products: { shop: 7 }, modules: { shop: 12 }, severity: { warning: 2 }, fields: { project: 3 } }
    await withZentao({ api: 'v2' }, change, async ({ zentao, send }) => {
      await send(firing)
      expect(zentao.tickets[0]?.product).toBe(7)
    })
  })

  test.each(['v1', 'v2'] as const)('an end resolves and closes, a new beginning activates (%s)', async (api) => {
    await withZentao({ api }, {}, async ({ zentao, send }) => {
      let { newState } = await send(firing)
      newState = (await send(over, newState)).newState
      expect(zentao.tickets[0]).toMatchObject({ status: 'closed', resolution: 'fixed' })
      newState = (await send(firing, newState)).newState
      expect([zentao.tickets.length, zentao.tickets[0]?.status, newState?.['kind']]).toEqual([1, 'active', 'open'])
      expect(zentao.tickets[0]?.notes).toHaveLength(3)
    })
  })

  test('a comment leaves the bug with whom it is', async () => {
    await withZentao({ api: 'v1' }, { assignee: 'zhang' }, async ({ zentao, send, paths }) => {
      const { newState } = await send(firing)
      await send(firing, newState)
      expect(zentao.tickets[0]).toMatchObject({ assignedTo: 'zhang' })
      expect(paths().at(-1)).toBe('POST /api.php/v1/bugs/1/assign')
    })
  })

  test('a refusal with 200 counts as one', async () => {
    await withZentao({ api: 'v2' }, {}, async ({ zentao, send }) => {
      await send(firing)
      const refused = { ...open, id: '99' }
      expect((await send(over, refused)).outcome).toEqual({ kind: 'sent', code: 'nothing to end' })
      expect(zentao.tickets).toHaveLength(1)
    })
  })
})
