/** What all channels with texts of the operator's own promise, over real providers. */
import { describe, expect, test } from 'vitest'
import { contextOf } from './contract.case.ts'
import type { Channel, Notification } from './contract.ts'
import { emailChannel } from './email/index.ts'
import { smsChannel } from './sms/index.ts'
import { AT, alertOf, logAlertOf, notificationOf } from './testing/notifications.ts'
import { answer, startProvider } from './testing/provider.ts'
import { startMailServer } from './testing/smtp.ts'
import { ticketChannel } from './ticket/index.ts'
import { wecomRobotChannel } from './wecom-robot/index.ts'

const firing = notificationOf([alertOf()])
const FAILS = 'x{{ index .Alerts 7 }}'

async function sent<C>(channel: Channel<C>, settings: (url: string) => object, notification: Notification = firing) {
  const provider = await startProvider()
  provider.reply(() => answer(200, { errcode: 0, code: 'OK', id: 7 }))
  try {
    const config = channel.schema().parse(settings(provider.url))
    const { outcome } = await channel.send(config, contextOf(notification))
    return { outcome, body: provider.seen[0]?.body ?? {} }
  } finally {
    await provider.close()
  }
}

async function mailed(settings: object, notification: Notification = firing) {
  const server = await startMailServer()
  try {
    const config = emailChannel.schema().parse({
      ...{ smarthost: server.address, from: 'a@example.com', to: 'b@example.com', require_tls: false, language: 'en' },
      ...settings,
    })
    const { outcome } = await emailChannel.send(config, contextOf(notification))
    return { outcome, mail: server.seen[0] }
  } finally {
    await server.close()
  }
}

const robot = (settings: object) => (url: string) => ({ url: `${url}/send?key=693a91f6-7xxx-4bc4`, ...settings })
const gateway = (settings: object) => (url: string) => ({ url, to: '13800000001', ...settings })
const tracker = (settings: object) => (url: string) => ({ url, ...settings })
const contentOf = (body: Readonly<Record<string, unknown>>) => {
  const markdown: unknown = body['markdown']
  return typeof markdown === 'object' && markdown && 'content' in markdown ? String(markdown.content) : ''
}

describe('a robot', () => {
  test('says what the template gives; people are called by the template, not by an alert', async () => {
    const content = '<@zhang> {{ .Status | toUpper }} {{ .CommonAnnotations.summary }}'
    const said = notificationOf([alertOf({ annotations: { summary: '<@all> **bold**\u202E' } })])
    const { outcome, body } = await sent(wecomRobotChannel, robot({ content }), said)
    expect(outcome).toEqual({ kind: 'sent', code: '0' })
    expect(contentOf(body)).toBe('<@zhang> FIRING ＜@all> **bold**')
  })

  test('never passes the limit, and keeps whole characters', async () => {
    const content = '{{ range .Alerts }}{{ .Annotations.long }}{{ end }}'
    const long = notificationOf([alertOf({ annotations: { long: '告警👩‍👩‍👧‍👦'.repeat(2_000) } })])
    const said = contentOf((await sent(wecomRobotChannel, robot({ content }), long)).body)
    expect(Buffer.byteLength(said)).toBeLessThanOrEqual(4096)
    expect(said.endsWith('…') && said.isWellFormed()).toBe(true)
  })

  test.each([
    ['fails', FAILS],
    ['gives nothing', '{{ .CommonLabels.nothing }} '],
  ])('a template that %s: our own words, and a line about it', async (_name, content) => {
    const { outcome, body } = await sent(wecomRobotChannel, robot({ content, language: 'en' }))
    expect(outcome).toMatchObject({
      kind: 'sent',
      reason: expect.stringMatching(/^template failed, own text used: content: /),
    })
    const lines = contentOf(body).split('\n')
    expect(lines[0]).toContain('P99 of /checkout is above 500 ms')
    expect(lines.at(-1)).toMatch(/^\(A template failed, so these are Tocsin's own words: content: .*\)$/)
  })

  test('a failure leaves room for itself', async () => {
    const alerts = Array.from({ length: 200 }, (_, n) =>
      alertOf({ labels: { alertname: 'A', n: `${'值'.repeat(50)}${n}` } }),
    )
    const settings = robot({ content: '{{ index .Alerts 7000 }}' })
    const said = contentOf((await sent(wecomRobotChannel, settings, notificationOf(alerts))).body)
    expect(Buffer.byteLength(said)).toBeLessThanOrEqual(4096)
    expect(said.split('\n').at(-1)).toContain('模板出错')
  })
})

describe('an SMS', () => {
  test('says what the template gives, at most 300 units of it', async () => {
    const { body } = await sent(smsChannel, gateway({ text: '{{ .CommonLabels.service }} {{ .Status }}' }))
    expect(body['text']).toBe('shop firing')
    const long = await sent(smsChannel, gateway({ text: `{{ .Status }}${'告'.repeat(400)}` }))
    expect(String(long.body['text'])).toHaveLength(300)
  })

  test('a template that fails: our own words first', async () => {
    const { outcome, body } = await sent(smsChannel, gateway({ text: FAILS, language: 'en' }))
    expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('text: ') })
    expect(body['text']).toMatch(/^\[Tocsin\] FIRING .*P99 of \/checkout.* \(A template failed/)
  })
})

describe('a ticket', () => {
  test('has the title and the description of the templates, and its key', async () => {
    const title = '{{ .CommonLabels.alertname }}\n{{ .Status }}'
    const { body } = await sent(ticketChannel, tracker({ title, description: '# {{ .CommonAnnotations.summary }}\n' }))
    expect(body['title']).toBe('CheckoutLatencyHigh firing')
    expect(body['body']).toBe(
      `# P99 of /checkout is above 500 ms\n\n---\nOpened by Tocsin for receiver oncall. Ticket key (please keep): ${String(body['key'])}`,
    )
  })

  test('one that fails does not take the other with it', async () => {
    const { outcome, body } = await sent(ticketChannel, tracker({ title: FAILS, description: 'mine' }))
    expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringContaining('title: ') })
    expect(body['title']).toBe('[warning] P99 of /checkout is above 500 ms')
    expect(body['body']).toMatch(/^mine\n\n---\n.*\n\n\(A template failed/s)
  })

  test('however long: within the limits, with its key', async () => {
    const long = notificationOf([alertOf({ annotations: { long: '告警 '.repeat(20_000) } })])
    const text = '{{ .CommonAnnotations.long }}'
    const { body } = await sent(ticketChannel, tracker({ title: text, description: text }), long)
    expect(String(body['title']).length).toBeLessThanOrEqual(255)
    expect(String(body['body']).length).toBeLessThanOrEqual(30_000)
    expect(body['body']).toContain(String(body['key']))
  })
})

describe('a mail', () => {
  test('has the headers, the addresses and the parts of the templates', async () => {
    const { outcome, mail } = await mailed(
      {
        to: '{{ .CommonLabels.service }}@example.com, Duty <duty@example.com>',
        headers: {
          subject: '{{ .Status }}:\n{{ .CommonLabels.alertname }}',
          'X-Team': '{{ .CommonLabels.service }}',
          'X-None': '{{ .CommonLabels.nothing }}',
          To: 'undisclosed <list@example.com>',
        },
        text: 'Text {{ .CommonAnnotations.summary }}',
        html: '<b title="{{ .CommonAnnotations.summary }}">{{ .CommonAnnotations.summary }}</b>',
      },
      notificationOf([alertOf({ annotations: { summary: 'a<b' } })]),
    )
    expect(outcome).toEqual({ kind: 'sent', code: 'SMTP 250' })
    expect(mail?.to).toEqual(['shop@example.com', 'duty@example.com'])
    expect(mail?.subject).toBe('firing: CheckoutLatencyHigh')
    expect(mail?.headers).toMatchObject({ 'x-team': 'shop', to: 'undisclosed <list@example.com>' })
    expect(mail?.headers['x-none']).toBeUndefined()
    expect(mail?.text.trim()).toBe('Text a<b')
    expect(mail?.html.trim()).toBe('<b title="a&lt;b">a&lt;b</b>')
  })

  test('an empty part is left out', async () => {
    expect((await mailed({ html: '' })).mail?.raw).not.toContain('text/html')
    expect((await mailed({ text: '' })).mail?.raw).not.toContain('text/plain')
    const { error } = emailChannel
      .schema()
      .safeParse({ smarthost: 'h:25', from: 'a@x.org', to: 'b@x.org', html: '', text: '' })
    expect(error?.issues).toMatchObject([{ path: ['text'] }])
  })

  test('what fails is in our own words, with a line at the end of each part', async () => {
    const { outcome, mail } = await mailed({ headers: { Subject: FAILS }, html: FAILS, text: 'mine' })
    expect(outcome).toMatchObject({ kind: 'sent', reason: expect.stringMatching(/Subject: .*html: /) })
    expect(mail?.subject).toBe('[FIRING] [warning] P99 of /checkout is above 500 ms')
    expect(mail?.text).toMatch(/^mine\n\n\(A template failed/)
    expect(mail?.html).toMatch(/<h1.*<p>\(A template failed.*<\/p>\n<\/body>/s)
  })

  test.each([
    ['{{ .CommonLabels.nothing }}', 'has no address'],
    ['{{ .CommonLabels.service }}', 'address 1 is no e-mail address'],
    [FAILS, 'to: '],
  ])('to %s: refused, for there is nobody else', async (to, reason) => {
    const { outcome, mail } = await mailed({ to })
    expect(outcome).toMatchObject({ kind: 'reject', code: 'TEMPLATE', reason: expect.stringContaining(reason) })
    expect(mail).toBeUndefined()
  })
})

test('a test is marked before a text of the operator, too', async () => {
  const test = { ...firing, test: true } as const
  expect(contentOf((await sent(wecomRobotChannel, robot({ content: 'mine' }), test)).body)).toBe('【测试】mine')
  expect((await sent(smsChannel, gateway({ text: 'mine' }), test)).body['text']).toBe('【测试】mine')
  const { body } = await sent(ticketChannel, tracker({ title: 'mine', description: 'mine' }), test)
  expect(body['title']).toBe('[TEST] mine')
  expect(body['body']).toContain('may be closed')
  expect((await mailed({ headers: { Subject: 'mine' } }, test)).mail?.subject).toBe('[TEST] mine')
})

test.each([
  [wecomRobotChannel, { url: 'http://x/?key=1' }, 'content'],
  [smsChannel, { url: 'http://x/', to: '13800000001' }, 'text'],
  [ticketChannel, { url: 'http://x/' }, 'title'],
  [ticketChannel, { url: 'http://x/' }, 'description'],
  [emailChannel, { smarthost: 'h:25', from: 'a@x.org', to: 'b@x.org' }, 'html'],
  [emailChannel, { smarthost: 'h:25', from: 'a@x.org', to: 'b@x.org' }, 'text'],
  [emailChannel, { smarthost: 'h:25', from: 'a@x.org' }, 'to'],
])('a mistake in a text is one in the configuration, with its place: $type', (channel, settings, field) => {
  for (const text of ['one\n {{ if }}', '{{ template "nowhere" . }}', '{{ nothing }}']) {
    const issues = channel.schema().safeParse({ ...settings, [field]: text }).error?.issues
    expect([...new Set(issues?.map(({ path }) => path.join('.')))]).toEqual([field])
    expect(issues?.[0]?.message).toMatch(/^line \d+, column \d+ of the text: /)
  }
})

test('log alerts reach templates as all others do', async () => {
  const { body } = await sent(
    smsChannel,
    gateway({ text: '{{ (index .Alerts 0).StartsAt.Unix }}' }),
    notificationOf([logAlertOf()]),
  )
  expect(body['text']).toBe(String(AT / 1000))
})
