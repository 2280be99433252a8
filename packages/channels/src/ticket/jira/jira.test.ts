import { describe, expect, test } from 'vitest'
import { contextOf } from '../../contract.case.ts'
import type { ChannelState } from '../../contract.ts'
import { runHttpContract } from '../../http.case.ts'
import { AT, alertOf, HOSTILE, hostileNotification, notificationOf, resolvedOf } from '../../testing/notifications.ts'
import { answer, type Reply, type Seen, startProvider } from '../../testing/provider.ts'
import { ticketChannel } from '../index.ts'
import { creatingState, openState } from '../state.ts'
import { fakeJira, type JiraOptions } from '../testing/fake-jira.ts'
import { at } from '../testing/tracker.ts'

const settings = (url: string, api: 'cloud' | 'datacenter' = 'cloud') => ({
  ...{ system: 'jira', url, api, project: 'OPS', issue_type: 'Bug', token: 'jira-token-1' },
  ...(api === 'cloud' ? { username: 'bot@acme.example' } : {}),
})
const firing = notificationOf([alertOf()])
const over = notificationOf([resolvedOf(alertOf())])
const told = { count: 0, seen: [] }
const open = openState(creatingState(firing, 0, AT), { id: 'OPS-1', url: '' }, { now: AT, fromLogs: false, told })
const BASIC = Buffer.from('bot@acme.example:jira-token-1').toString('base64')
const inToDo = { id: '1', name: 'To Do', statusCategory: { key: 'new' } }
const done = { id: '3', name: 'Done', statusCategory: { key: 'done' } }

/** Questions, and the way to where it is closed: what people read is in issues and comments. */
function beside({ method, path }: Seen): Reply | undefined {
  if (path.includes('/transitions')) {
    return method === 'GET' ? answer(200, { transitions: [{ id: '31', name: 'Close', to: done }] }) : answer(204, '')
  }
  return method === 'GET' ? answer(200, { fields: { status: inToDo } }) : undefined
}

for (const api of ['cloud', 'datacenter'] as const) {
  runHttpContract(ticketChannel, {
    settings: (url) => settings(url, api),
    secrets: ['jira-token-1', ...(api === 'cloud' ? [BASIC] : [])],
    accept: () => answer(201, { id: '10000', key: 'OPS-1' }),
    beside,
    checkLimits: ({ path, headers, body }) => {
      expect(headers['authorization']).toBe(api === 'cloud' ? `Basic ${BASIC}` : 'Bearer jira-token-1')
      const text = path.endsWith('/comment') ? body['body'] : at(body, 'fields', 'description')
      if (api === 'cloud') checkAdf(text)
      else expect(String(text).length).toBeLessThanOrEqual(32_767)
      expect(typeof text).toBe(api === 'cloud' ? 'object' : 'string')
      if (path.endsWith('/comment')) return
      expect(at(body, 'fields', 'summary')).toMatch(/^[^\p{Cc}]{1,255}$/u)
      for (const label of at(body, 'fields', 'labels') as string[]) expect(label).toMatch(/^\S{1,255}$/)
    },
    stateBeforeEnd: open,
  })
}

/** Source: the JSON schema of ADF: no empty text, `code` beside no mark but `link`. */
function checkAdf(node: unknown): void {
  if (at(node, 'type') === 'doc') expect(JSON.stringify(node).length).toBeLessThanOrEqual(32_767)
  if (at(node, 'type') === 'text') {
    expect(at(node, 'text')).not.toBe('')
    const marks = ((at(node, 'marks') ?? []) as { type: string }[]).map(({ type }) => type)
    if (marks.includes('code')) expect(marks.filter((mark) => mark !== 'code' && mark !== 'link')).toEqual([])
  }
  for (const inner of (at(node, 'content') ?? []) as unknown[]) checkAdf(inner)
}

describe('what people read', () => {
  test.each(['zh', 'en'] as const)('ADF and wiki text, %s', async (language) => {
    const parsed = (api: 'cloud' | 'datacenter') =>
      ticketChannel.schema().parse({ ...settings('https://jira.example', api), language })
    const [adf] = ticketChannel.preview(parsed('cloud'), contextOf(firing))
    await expect(`${adf?.content}\n`).toMatchFileSnapshot(`metric.${language}.golden.adf.json`)
    const [wiki] = ticketChannel.preview(parsed('datacenter'), contextOf(firing))
    await expect(`${wiki?.content}\n`).toMatchFileSnapshot(`metric.${language}.golden.wiki`)
  })

  test('values stay values in wiki text: no macro, mention, link, image or heading', () => {
    const specials = [
      '{code}x{code}',
      '[~admin]',
      '!http://x/y.png!',
      'h1. Big',
      '{color:red}x{color}',
      '-struck-',
      '(x)',
    ]
    for (const value of [...HOSTILE, ...specials, '{noformat}out{noformat}', 'a\\\\b']) {
      const config = ticketChannel.schema().parse(settings('https://jira.example', 'datacenter'))
      const [shown] = ticketChannel.preview(config, contextOf(hostileNotification(value)))
      const prose = String(shown?.content).replace(/\{noformat\}\n[\s\S]*?\n\{noformat\}/g, '')
      expect(prose).not.toMatch(
        /(?<!\\)\[~|(?<!\\)\{(?:code|color|noformat)|(?<!\\)!h|^h1\.|\(x\)|(?<!\\)-struck|\\\\/mu,
      )
    }
  })
})

describe('against a Jira as documented', () => {
  async function withJira(options: Partial<JiraOptions>, change: object, run: Run): Promise<void> {
    const jira = fakeJira({ api: 'cloud', lagMs: 0, ...options })
    const provider = await startProvider()
    provider.reply((request) => jira.handle(request))
    const config = ticketChannel.schema().parse({ ...settings(provider.url, options.api), ...change })
    try {
      await run({
        jira,
        seen: provider.seen,
        send: (notification, priorState = null) => ticketChannel.send(config, contextOf(notification, { priorState })),
      })
    } finally {
      await provider.close()
    }
  }

  interface World {
    readonly jira: ReturnType<typeof fakeJira>
    readonly seen: readonly Seen[]
    readonly send: (notification: typeof firing, priorState?: ChannelState) => ReturnType<typeof ticketChannel.send>
  }
  type Run = (world: World) => Promise<void>

  test('fields from the settings, filled for the alert; the person whom it is for is the assignee', async () => {
    const change = {
      fields: { customfield_10010: { value: '{{ .CommonLabels.service }}' }, customfield_10011: ['{{ .Status }}', 7] },
      components: ['Checkout'],
      priority: { warning: 'High', default: 'Low' },
      labels: ['sre'],
      assignee: 'account-of-all',
    }
    await withJira({}, change, async ({ send, jira }) => {
      const person = { displayName: 'Zhang', language: 'zh', timeZone: 'Asia/Shanghai' } as const
      const people = [{ ...person, name: 'zhang', addresses: { jira: 'account-of-zhang' } }]
      expect((await send({ ...firing, people })).outcome).toEqual({ kind: 'sent', code: 'HTTP 201' })
      expect(jira.tickets[0]?.fields).toMatchObject({
        customfield_10010: { value: 'shop' },
        customfield_10011: ['firing', 7],
        components: [{ name: 'Checkout' }],
        priority: { name: 'High' },
        assignee: { accountId: 'account-of-zhang' },
        labels: ['tocsin', 'severity:warning', 'service:shop', 'sre', expect.stringMatching(/^alert-[0-9a-f]{40}$/)],
      })
    })
  })

  test('somebody who cannot be assigned costs the assignee, not the ticket', async () => {
    await withJira({ assignable: [] }, { assignee: 'gone' }, async ({ send, jira }) => {
      const { outcome } = await send(firing)
      expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('made without assignee') })
      expect(jira.tickets).toHaveLength(1)
    })
  })

  test('a required field that is missing is a refusal that names it', async () => {
    await withJira({ required: ['customfield_1'] }, {}, async ({ send }) => {
      const { outcome } = await send(firing)
      expect(outcome).toMatchObject({ kind: 'reject', code: 'HTTP 400' })
      expect(outcome.reason).toContain('customfield_1: customfield_1 is required.')
    })
  })

  test('the end is noted where the workflow has no way to close', async () => {
    await withJira({ transitions: ['To In Progress'] }, {}, async ({ send, jira }) => {
      const { newState } = await send(firing)
      const { outcome, newState: after } = await send(over, newState)
      expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('no transition that would close') })
      expect([after?.['kind'], jira.tickets[0]?.notes.length]).toEqual(['ended', 2])
    })
  })

  test.each([
    ['a person has taken it: it is left to them', true, 'ended'],
    ['respect_humans: false closes it all the same', false, 'closed'],
  ])('%s', async (_name, respects, kind) => {
    await withJira({}, { respect_humans: respects }, async ({ send, jira }) => {
      const { newState } = await send(firing)
      jira.move('OPS-1', 'In Progress')
      expect((await send(over, newState)).newState).toMatchObject({ kind })
    })
  })

  test.each([
    ["resolved as won't fix", ['Done', "Won't Do"], 2],
    ['moved on by a person', ['Archived', undefined], 2],
    ['as we left it', undefined, 1],
  ] as const)('begun again within the window, %s', async (_name, move, count) => {
    await withJira({}, {}, async ({ send, jira }) => {
      let { newState } = await send(firing)
      newState = (await send(over, newState)).newState
      if (move) jira.move('OPS-1', move[0], move[1])
      const again = { ...firing, idempotencyKey: 'i1-42-0-9' }
      let result = await send(again, newState)
      if (result.outcome.kind === 'retry') result = await send(again, result.newState)
      expect([result.outcome.kind, jira.tickets.length]).toEqual(['sent', count])
      expect(JSON.stringify(jira.tickets.at(-1)?.notes).includes('browse/OPS-1')).toBe(count === 2)
    })
  })

  test('an acknowledgement is a comment, and who took it the assignee', async () => {
    await withJira({}, {}, async ({ send, jira, seen }) => {
      const { newState } = await send(firing)
      const person = { displayName: '张伟', language: 'zh', timeZone: 'Asia/Shanghai' } as const
      const people = [{ ...person, name: 'zhang', addresses: { jira: 'account-of-zhang' } }]
      const acknowledgement = { by: 'zhang', at: AT + 60_000 }
      await send({ ...firing, reason: 'acknowledged', acknowledgement, people }, newState)
      expect(JSON.stringify(jira.tickets[0]?.notes.at(-1))).toContain('Acknowledged by zhang')
      expect(seen.at(-1)).toMatchObject({ method: 'PUT', body: { accountId: 'account-of-zhang' } })
    })
  })
})

describe('limits', () => {
  test.each([
    ['jira-per-issue-on-write', undefined],
    ['jira-burst-based', true],
  ])('%s', async (limit, pauseAll) => {
    const provider = await startProvider()
    provider.reply(() => answer(429, {}, { 'retry-after': '9', 'ratelimit-reason': limit }))
    const { outcome } = await ticketChannel.send(
      ticketChannel.schema().parse(settings(provider.url)),
      contextOf(firing),
    )
    await provider.close()
    expect(outcome).toMatchObject({ kind: 'retry', code: 'HTTP 429', afterMs: 9_000 })
    expect(outcome).toHaveProperty('reason', expect.stringContaining(limit))
    expect('pauseAll' in outcome ? outcome.pauseAll : undefined).toBe(pauseAll)
  })
})

describe('settings', () => {
  const parse = (change: object) =>
    ticketChannel.schema().safeParse({ ...settings('https://acme.atlassian.net'), ...change })

  test.each([
    [{ api: undefined }, 'cloud'],
    [{ api: undefined, url: 'https://jira.acme.example/jira/' }, 'datacenter'],
  ])('%j is %s', (change, api) => {
    expect(parse(change).data?.system).toMatchObject({ api })
    expect(
      ticketChannel.describe(ticketChannel.schema().parse({ ...settings('https://j.example'), project: 'OPS' })),
    ).toBe('ticket j.example OPS')
  })

  test.each([
    [{ username: undefined }, 'logs in with the e-mail address'],
    [{ token: undefined }, 'token'],
    [{ fields: { summary: 'x' } }, 'is filled by Tocsin itself'],
    [{ fields: { customfield_1: '{{ .Nope' } }, 'line 1'],
    [{ labels: ['two words'] }, 'must have no spaces'],
    [{ timeout: '30s' }, '15s'],
    [{ system: 'trello' }, 'must be one of webhook, jira, github, zentao'],
  ])('%j', (change, problem) => {
    expect(JSON.stringify(parse(change).error?.issues)).toContain(problem)
  })
})
