import { describe, expect, test } from 'vitest'
import { contextOf } from '../../contract.case.ts'
import { runHttpContract } from '../../http.case.ts'
import { AT, alertOf, notificationOf } from '../../testing/notifications.ts'
import { answer, type Reply, type Seen, startProvider } from '../../testing/provider.ts'
import { ticketChannel } from '../index.ts'
import { creatingState, openState } from '../state.ts'
import { fakeGithub } from '../testing/fake-github.ts'

const settings = (url: string) => ({ system: 'github', url, token: 'ghp_secret_token_1', repository: 'acme/shop' })
const firing = notificationOf([alertOf()])
const told = { count: 0, seen: [] }
const open = openState(creatingState(firing, 0, AT), { id: '1', url: '' }, { now: AT, fromLogs: false, told })

function beside({ method }: Seen): Reply | undefined {
  if (method === 'GET') return answer(200, { number: 1, state: 'open', state_reason: null })
  return method === 'PATCH' ? answer(200, { number: 1, state: 'closed', state_reason: 'completed' }) : undefined
}

runHttpContract(ticketChannel, {
  settings,
  secrets: ['ghp_secret_token_1'],
  accept: ({ path, body }) => {
    const labels = Array.isArray(body['labels']) ? body['labels'].map((name: unknown) => ({ name })) : []
    return answer(201, path.endsWith('/comments') ? { id: 5 } : { number: 1, state: 'open', labels, assignees: [] })
  },
  beside,
  checkLimits: ({ headers, body, path }) => {
    expect(headers['authorization']).toBe('Bearer ghp_secret_token_1')
    expect(String(body['body']).length).toBeLessThanOrEqual(65_536)
    if (path.endsWith('/comments')) return
    expect(body['title']).toMatch(/^[^\p{Cc}]{1,255}$/u)
    for (const label of body['labels'] as string[]) expect(label).toMatch(/^[^,]{1,50}$/)
  },
  stateBeforeEnd: open,
})

async function sendTo(reply: (request: Seen) => Reply, change: object = {}, notification = firing) {
  const provider = await startProvider()
  provider.reply(reply)
  const config = ticketChannel.schema().parse({ ...settings(provider.url), ...change })
  const result = await ticketChannel.send(config, contextOf(notification))
  await provider.close()
  return { ...result, seen: provider.seen }
}

describe('against GitHub as documented', () => {
  test('without push access labels and assignees are dropped in silence, and that is told', async () => {
    const github = fakeGithub({ push: false })
    const { outcome } = await sendTo(github.handle, { assignees: ['octocat'] })
    expect(outcome).toMatchObject({ kind: 'sent', code: 'HTTP 201' })
    expect(outcome.reason).toContain('GitHub dropped 4 of 4 labels')
    expect(outcome.reason).toContain('not assigned to octocat')
  })

  test('somebody who cannot be assigned costs the assignee, not the ticket', async () => {
    const github = fakeGithub({ push: true })
    const { outcome, seen } = await sendTo(github.handle, { assignees: ['nobody'] })
    expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('not assigned to nobody') })
    expect([seen.length, github.tickets.length]).toEqual([2, 1])
  })

  test('the label by which an issue is found has 46 characters', async () => {
    const github = fakeGithub({ push: true })
    await sendTo(github.handle)
    expect(github.tickets[0]?.labels.at(-1)).toMatch(/^alert-[0-9a-f]{40}$/)
  })

  test.each([
    ['secondary limit', 403, { message: 'You have exceeded a secondary rate limit.' }, {}, 60_000],
    ['with Retry-After', 403, { message: 'slow down' }, { 'retry-after': '30' }, 30_000],
    [
      'primary limit',
      403,
      { message: 'API rate limit exceeded' },
      { ...reset(), 'x-ratelimit-remaining': '0' },
      90_000,
    ],
    ['429', 429, {}, {}, 60_000],
  ])('%s is waited out', async (_name, status, body, headers, afterMs) => {
    const { outcome } = await sendTo(() => answer(status, body, headers))
    expect(outcome).toMatchObject({ kind: 'retry', code: `HTTP ${status}`, afterMs, pauseAll: true })
  })

  test('another 403 is a refusal', async () => {
    const { outcome } = await sendTo(() => answer(403, { message: 'Resource not accessible by personal access token' }))
    expect(outcome).toMatchObject({ kind: 'reject', code: 'HTTP 403' })
  })
})

function reset() {
  return { 'x-ratelimit-reset': String(AT / 1_000 + 90) }
}

describe('what verify finds', () => {
  const verify = async (repository: object, status = 200) => {
    const provider = await startProvider()
    provider.reply(({ path }) => (path.includes('/assignees/') ? answer(404) : answer(status, repository)))
    const config = ticketChannel.schema().parse({ ...settings(provider.url), assignees: ['nobody'] })
    const findings = await ticketChannel.verify?.(config)
    await provider.close()
    expect(provider.seen.every(({ method }) => method === 'GET')).toBe(true)
    return findings?.map(({ kind, subject }) => `${kind} ${subject}`)
  }

  test.each([
    [
      { full_name: 'acme/shop', has_issues: true, permissions: { push: true } },
      200,
      ['good repository', 'good labels'],
    ],
    [{ full_name: 'acme/shop', has_issues: false, permissions: {} }, 200, ['problem issues', 'doubt labels']],
    [{ message: 'Not Found' }, 404, ['problem repository']],
  ])('%j', async (repository, status, expected) => {
    const found = await verify(repository, status)
    for (const one of expected) expect(found).toContain(one)
    expect(found?.includes('problem assignees')).toBe(status === 200)
  })
})
