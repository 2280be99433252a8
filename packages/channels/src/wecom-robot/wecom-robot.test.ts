import { describe, expect, test } from 'vitest'
import { contextOf } from '../contract.case.ts'
import type { ChannelState, Contact } from '../contract.ts'
import { runHttpContract } from '../http.case.ts'
import { fieldOf } from '../outcome.ts'
import { AT, alertOf, groupOf, notificationOf, resolvedOf } from '../testing/notifications.ts'
import { answer, type Seen, startProvider } from '../testing/provider.ts'
import { wecomRobotChannel } from './index.ts'
import { MESSAGE_TYPES } from './message.ts'
import { checkLimits } from './testing/limits.ts'

const KEY = '693a91f6-7xxx-4bc4-97a0-0ec2sifac0de'
const settings = (url: string) => ({ url: `${url}/cgi-bin/webhook/send?key=${KEY}` })

describe.each(MESSAGE_TYPES)('%s', (type) => {
  runHttpContract(wecomRobotChannel, {
    settings: (url) => ({ ...settings(url), type }),
    secrets: [KEY],
    accept: () => answer(200, { errcode: 0, errmsg: 'ok' }),
    checkLimits: ({ body }) => checkLimits(body),
    stateBeforeEnd: null,
  })
})

describe('what the errcode means', () => {
  test.each([
    [0, { kind: 'sent', code: '0' }],
    [-1, { kind: 'retry', code: '-1', afterMs: 10_000 }],
    [45009, { kind: 'retry', code: '45009', afterMs: 60_000, pauseAll: true }],
    [45033, { kind: 'retry', code: '45033' }],
    [93000, { kind: 'reject', code: '93000', reason: expect.stringContaining('add the robot again in the group') }],
    [40007, { kind: 'reject', code: '40007' }],
    [40008, { kind: 'reject', code: '40008' }],
    [40009, { kind: 'reject', code: '40009' }],
    [40058, { kind: 'reject', code: '40058' }],
    [40094, { kind: 'reject', code: '40094' }],
    [44004, { kind: 'reject', code: '44004' }],
    [45002, { kind: 'reject', code: '45002' }],
    [12345, { kind: 'reject', code: '12345', reason: 'WeCom refused it: as the provider says' }],
  ])('%i', async (errcode, expected) => {
    const { outcomes } = await sendAnswered([{ errcode, errmsg: 'as the provider says' }])
    expect(outcomes).toEqual([expect.objectContaining(expected)])
  })

  test.each([['<html>maintenance</html>'], [{}], [[]], [{ errcode: '0' }], ['']])(
    'an answer that is not one of WeCom is tried again: %j',
    async (body) => {
      expect((await sendAnswered([body])).outcomes).toMatchObject([{ kind: 'retry', code: 'HTTP 200' }])
    },
  )

  test('busy is tried again three times, at growing distances, and then given up', async () => {
    const busy = { errcode: -1, errmsg: 'system busy' }
    const { outcomes, state } = await sendAnswered([busy, busy, busy, busy])
    expect(outcomes).toMatchObject([
      { kind: 'retry', afterMs: 10_000 },
      { kind: 'retry', afterMs: 60_000 },
      { kind: 'retry', afterMs: 300_000 },
      { kind: 'reject', code: '-1', reason: expect.stringContaining('given up after 3 more tries') },
    ])
    expect(state).toBeNull()
  })

  test('another answer in between begins the count anew, and so does other news', async () => {
    const [busy, limit] = [{ errcode: -1 }, { errcode: 45009 }]
    expect((await sendAnswered([busy, busy, limit, busy])).outcomes.at(-1)).toMatchObject({ afterMs: 10_000 })
    const { state } = await sendAnswered([busy, busy])
    const other = await sendAnswered([busy], { state, idempotencyKey: 'other' })
    expect(other.outcomes).toMatchObject([{ afterMs: 10_000 }])
  })
})

const person = (addresses: Contact['addresses']): Contact => ({
  name: 'p',
  displayName: 'P',
  addresses,
  language: 'zh',
  timeZone: 'Asia/Shanghai',
})

describe('who is called', () => {
  const wang = person({ wecom: 'wangqing', mobile: '+8613800000001' })
  const li = person({ mobile: '+8613900000002' })

  test.each<[string, object, readonly Contact[], readonly Called[]]>([
    ['nobody', {}, [], [{}]],
    ['a userid, in markdown', { mentioned_list: ['zhang'] }, [wang], [{ line: '<@zhang> <@wangqing>' }]],
    ['@all, by a text', { mentioned_list: ['@all', 'zhang'] }, [], [{ line: '<@zhang>' }, { list: ['@all'] }]],
    ['a number, by a text', { mentioned_mobile_list: ['13700000003'] }, [], [{}, { mobiles: ['13700000003'] }]],
    ['people who have only a number', {}, [wang, li], [{ line: '<@wangqing>' }, { mobiles: ['13900000002'] }]],
    [
      'all of them in a text',
      { type: 'text', mentioned_list: ['@all'] },
      [wang, li],
      [{ list: ['@all', 'wangqing'], mobiles: ['13900000002'] }],
    ],
    ['after markdown_v2', { type: 'markdown_v2' }, [wang], [{}, { list: ['wangqing'] }]],
    ['after a card', { type: 'template_card' }, [wang, li], [{}, { list: ['wangqing'], mobiles: ['13900000002'] }]],
    ['people without an address for a robot', {}, [person({ email: 'a@example.com' })], [{}]],
  ])('%s', async (_name, change, people, expected) => {
    const notification = notificationOf([alertOf()], { people })
    const { seen } = await sendAnswered(
      expected.map(() => ({ errcode: 0 })),
      { change, notification },
    )
    expect(seen.map(({ body }) => calledIn(body))).toEqual(expected)
    const context = contextOf(notification)
    const config = wecomRobotChannel.schema().parse({ ...settings('http://x'), ...change })
    expect(wecomRobotChannel.calls?.(config, context)).toBe(expected.length)
    expect(wecomRobotChannel.preview(config, context)).toHaveLength(expected.length)
  })

  test('the second message says what it is about, and has a key of its own', async () => {
    const notification = notificationOf([alertOf()], { test: true, people: [li] })
    const { seen } = await sendAnswered([{ errcode: 0 }, { errcode: 0 }], { notification })
    expect(fieldOf(seen[1]?.body['text'], 'content')).toBe(
      '【测试】请查看上一条告警：[警告] /checkout 接口 P99 延迟超过 500 毫秒',
    )
    expect(seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['i1-42-0-7', 'i1-42-0-7-mention'])
  })

  test('nobody is called for what is over', async () => {
    const notification = notificationOf([resolvedOf(alertOf())], { people: [wang, li] })
    const { seen } = await sendAnswered([{ errcode: 0 }], { notification, change: { mentioned_list: ['@all'] } })
    expect(seen).toHaveLength(1)
    expect(JSON.stringify(seen[0]?.body)).not.toContain('@')
  })

  test('more names than a message has room for go into the second one', async () => {
    const mentioned_list = Array.from({ length: 50 }, (_, index) => `somebody-with-a-long-name-${index}`)
    const { seen } = await sendAnswered([{ errcode: 0 }, { errcode: 0 }], { change: { mentioned_list } })
    const [{ line = '' } = {}, { list: rest } = {}] = seen.map(({ body }) => calledIn(body))
    const inline = line.split(' ')
    expect([...inline.map((name) => name.slice(2, -1)), ...(Array.isArray(rest) ? rest : [])]).toEqual(mentioned_list)
  })

  test('only the message that failed is sent again', async () => {
    const notification = notificationOf([alertOf()], { people: [li] })
    const first = await sendAnswered([{ errcode: 0 }, { errcode: 45009 }], { notification })
    expect(first.outcomes).toMatchObject([{ kind: 'retry', code: '45009', pauseAll: true }])
    const done = first.recipients.flatMap(({ recipient, outcome }) => (outcome.kind === 'sent' ? [recipient] : []))
    const second = await sendAnswered([{ errcode: 0 }], { notification, done })
    expect(second.outcomes).toEqual([{ kind: 'sent', code: '0' }])
    expect(second.seen.map(({ body }) => body['msgtype'])).toEqual(['text'])
  })

  test('a call of people that is refused does not unsay the message, and is told', async () => {
    const { outcomes } = await sendAnswered([{ errcode: 0 }, { errcode: 40058 }], {
      change: { mentioned_list: ['@all'] },
    })
    expect(outcomes).toMatchObject([
      { kind: 'sent', reason: expect.stringMatching(/^the message arrived, the one that calls people did not: 40058/) },
    ])
  })

  test('in a digest: those of all its groups that fire', async () => {
    const together = [
      { ...groupOf(2), people: [wang] },
      notificationOf([alertOf()], { people: [li] }),
      notificationOf([resolvedOf(alertOf())], { people: [person({ wecom: 'over' })] }),
    ]
    const config = wecomRobotChannel.schema().parse(settings('http://x'))
    const [message, mention] = wecomRobotChannel.preview(config, contextOf(groupOf(2), { together }))
    expect(message?.content.split('\n').at(-1)).toBe('<@wangqing>')
    expect(mention?.fields).toEqual({ type: 'text', mentions: '@13900000002' })
  })
})

describe('settings', () => {
  const problemsOf = (value: unknown) =>
    wecomRobotChannel
      .schema()
      .safeParse(value)
      .error?.issues.map((one) => one.message)
  const good = settings('http://x')

  test.each([
    [{ url: 'ftp://x/?key=1' }, 'must be an http or https URL'],
    [{ url: 'secret-key-alone' }, 'must be an http or https URL'],
    [{ url: 'https://x/send' }, 'must be the whole webhook address that WeCom shows for the robot, with "?key=…"'],
    [{ ...good, timeout: '0' }, 'must be a duration from 100ms to 30s, such as 5s or 1m30s'],
    [{ ...good, timezone: 'Mars/Base' }, 'must be a time zone such as Asia/Shanghai, Europe/Berlin or UTC'],
    [{ ...good, language: 'de' }, 'must be zh or en'],
    [{ ...good, type: 'html' }, 'must be one of markdown, text, markdown_v2, template_card'],
    [{ ...good, mentioned_list: ['a b'] }, 'must be a userid of WeCom, such as zhangsan, or @all'],
    [{ ...good, mentioned_list: 'zhang' }, 'must be a list'],
    [
      { ...good, mentioned_mobile_list: [13800000001] },
      'must be a mobile number in quotes, such as "13800000001", or @all',
    ],
    [
      { ...good, type: 'template_card', content: 'x' },
      'is for the types text, markdown and markdown_v2: a card has fields, and no text of its own',
    ],
  ])('%j', (value, problem) => {
    expect(problemsOf(value)).toEqual([problem])
  })

  test('an unknown key is refused', () => {
    expect(problemsOf({ ...good, mentions: [] })?.[0]).toContain('mentions')
  })

  test('robots are told apart without their keys', () => {
    const config = wecomRobotChannel.schema().parse(good)
    expect(wecomRobotChannel.describe(config)).toBe('wecom_robot …c0de')
    expect(wecomRobotChannel.traits(config).rateLimit).toMatchObject({
      key: expect.stringMatching(/^wecom_robot:[0-9a-f]{8}$/),
      limit: 20,
      windowMs: 60_000,
    })
    const short = wecomRobotChannel.schema().parse({ url: 'http://x/send?key=demo' })
    expect(wecomRobotChannel.describe(short)).not.toContain('demo')
  })
})

interface Sending {
  readonly change?: object
  readonly notification?: ReturnType<typeof notificationOf>
  readonly idempotencyKey?: string
  readonly state?: ChannelState
  readonly done?: readonly string[]
}

/** One try after the other until every answer was given, each with the state of the one before. */
async function sendAnswered(answers: readonly unknown[], sending: Sending = {}) {
  const { change = {}, done = [], notification = notificationOf([alertOf()]) } = sending
  const { idempotencyKey = notification.idempotencyKey } = sending
  const provider = await startProvider()
  const left = [...answers]
  provider.reply(() => answer(200, left.shift()))
  const config = wecomRobotChannel.schema().parse({ ...settings(provider.url), ...change })
  const outcomes = []
  const recipients = []
  let priorState = sending.state ?? null
  while (left.length > 0) {
    const context = { notification: { ...notification, idempotencyKey }, priorState, done, now: AT }
    const result = await wecomRobotChannel.send(config, context)
    outcomes.push(result.outcome)
    recipients.push(...(result.recipients ?? []))
    priorState = result.newState
  }
  await provider.close()
  return { outcomes, recipients, state: priorState, seen: provider.seen }
}

interface Called {
  /** The last line, where it calls people. */
  readonly line?: string
  readonly list?: unknown
  readonly mobiles?: unknown
}

function calledIn(body: Seen['body']): Called {
  checkLimits(body)
  const line = fieldOf(fieldOf(body, 'markdown'), 'content')
  const last = typeof line === 'string' ? line.split('\n').at(-1) : undefined
  const text = fieldOf(body, 'text')
  const [list, mobiles] = [fieldOf(text, 'mentioned_list'), fieldOf(text, 'mentioned_mobile_list')]
  return {
    ...(last?.startsWith('<@') ? { line: last } : {}),
    ...(list === undefined ? {} : { list }),
    ...(mobiles === undefined ? {} : { mobiles }),
  }
}
