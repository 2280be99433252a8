import { formatProblem } from '@tocsin/kit'
import { parseTemplates, type TemplateSet } from '@tocsin/template'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { RouterFiles } from './files.ts'
import { parseRouterConfig, type RouterParseOptions } from './parse.ts'

/** A text that may call templates, as the channels have them. */
const templated = (set: TemplateSet) =>
  z.string().superRefine((text, context) => {
    const parsed = set.parseText(text)
    for (const { message } of parsed.ok ? [] : parsed.problems) context.addIssue({ code: 'custom', message })
  })

const defaults = (): TemplateSet => {
  const parsed = parseTemplates([])
  if (!parsed.ok) throw new Error('no default templates')
  return parsed.set
}

const tls = z.strictObject({ insecure_skip_verify: z.boolean().optional(), ca: z.string().optional() })
const channels = (set: TemplateSet = defaults()) => ({
  robot: z.strictObject({ url: z.url({ error: 'must be a URL' }), language: z.enum(['zh', 'en']).default('en') }),
  webhook: z.strictObject({
    url: z.url({ error: 'must be a URL' }),
    send_resolved: z.boolean().optional(),
    payload: z.unknown().optional(),
    http_config: z
      .strictObject({
        follow_redirects: z.boolean().optional(),
        bearer_token: z.string().min(3, { error: 'too short' }).optional(),
        http_headers: z
          .record(z.string(), z.strictObject({ values: z.array(z.string()).optional(), secrets: z.array(z.string()) }))
          .optional(),
      })
      .optional(),
  }),
  email: z.strictObject({
    to: z.string(),
    from: z.string(),
    smarthost: z.string(),
    hello: z.string().optional(),
    auth_username: z.string().optional(),
    auth_password: z.string().optional(),
    require_tls: z.boolean().optional(),
    tls_config: tls.optional(),
    text: templated(set).optional(),
  }),
})

const TEXTS: Readonly<Record<string, string>> = {
  token: 'secret\n',
  '/etc/two': 'two\n\n',
  url: 'http://h/hook\r\n',
  'templates/a.tmpl': '{{ define "mine" }}x{{ end }}',
  'templates/bad.tmpl': 'first\n{{ define "broken" }}{{ nofunc }}{{ end }}',
}

const files: RouterFiles = {
  readText: (name) => {
    const text = TEXTS[name]
    return text === undefined ? { ok: false, message: 'there is no such file', missing: true } : { ok: true, text }
  },
  glob: (pattern) =>
    Object.keys(TEXTS).filter(
      (name) => name === pattern || (pattern === 'templates/*' && name.startsWith('templates/')),
    ),
}

const parse = (text: string, options: Partial<RouterParseOptions> = {}) =>
  parseRouterConfig(text, {
    file: 'conf/router.yml',
    env: { PASSWORD: 'p', TOKEN: 'token-of-env' },
    channels,
    files,
    ...options,
  })

const withReceiver = (receiver: string, top = ''): string =>
  `${top}${top && '\n'}route: { receiver: a }\nreceivers:\n  - name: a\n    ${receiver}\n`

function configsOf(receiver: string, top = '', options: Partial<RouterParseOptions> = {}): unknown[] {
  const result = parse(withReceiver(receiver, top), options)
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join('\n'))
  return result.config.receivers[0]?.integrations.map(({ config }) => config) ?? []
}

function problemsOf(receiver: string, top = '', options: Partial<RouterParseOptions> = {}): string[] {
  const result = parse(withReceiver(receiver, top), options)
  return result.ok ? [] : result.problems.map((problem) => formatProblem(problem).replace('conf/router.yml:', ''))
}

const SMTP = `global:
  smtp_from: g@example.com
  smtp_smarthost: smtp.example.com:587
  smtp_hello: me
  smtp_auth_username: user
  smtp_auth_password: \${PASSWORD}
  smtp_require_tls: no
  smtp_tls_config: { insecure_skip_verify: yes }`

describe('global defaults', () => {
  test('of mail: each setting that an entry leaves out', () => {
    expect(
      configsOf('email_configs: [{ to: x }, { to: y, from: own, require_tls: true, tls_config: {} }]', SMTP),
    ).toEqual([
      {
        ...{ to: 'x', from: 'g@example.com', smarthost: 'smtp.example.com:587', hello: 'me' },
        ...{ auth_username: 'user', auth_password: 'p', require_tls: false },
        tls_config: { insecure_skip_verify: true },
      },
      {
        ...{ to: 'y', from: 'own', smarthost: 'smtp.example.com:587', hello: 'me' },
        ...{ auth_username: 'user', auth_password: 'p', require_tls: true, tls_config: {} },
      },
    ])
  })

  test('a password of its own, or a file with one, stands for the global one', () => {
    const passwords = configsOf(
      'email_configs: [{ to: x, auth_password: mine }, { to: y, auth_password_file: token }]',
      SMTP,
    ).map((config) => (config as { auth_password: string }).auth_password)
    expect(passwords).toEqual(['mine', 'secret'])
    const fromFile = SMTP.replace('smtp_auth_password: ${PASSWORD}', 'smtp_auth_password_file: token')
    expect(configsOf('email_configs: [{ to: x }]', fromFile)).toMatchObject([{ auth_password: 'secret' }])
  })

  test('of webhooks: http_config, whole or not at all', () => {
    expect(
      configsOf(
        'webhook_configs: [{ url: "http://h" }, { url: "http://h", http_config: { follow_redirects: off } }]',
        'global: { http_config: { bearer_token: "${TOKEN}" } }',
      ),
    ).toEqual([
      { url: 'http://h', http_config: { bearer_token: 'token-of-env' } },
      { url: 'http://h', http_config: { follow_redirects: false } },
    ])
  })

  test.each([
    ['email_configs: [{ to: x }]', '', '4:21: receivers.0.email_configs.0: no global SMTP smarthost set'],
    ['email_configs: [{ to: x }]', '', '4:21: receivers.0.email_configs.0: no global SMTP from set'],
    ['webhook_configs: [ ~ ]', '', '4:24: receivers.0.webhook_configs.0: missing webhook config'],
    [
      'webhook_configs: [{ url: "http://h" }]',
      'global: { http_config: { bearer_token: x } }',
      '1:40: global.http_config.bearer_token: too short',
    ],
    [
      'webhook_configs: [{ url: "http://h" }]',
      'global: { http_config: { bearer_token: "${NONE}" } }',
      '1:41: global.http_config.bearer_token: environment variable NONE is not set',
    ],
    ['email_configs: []', 'global: { smtp_smarthost: nowhere }', '1:27: global.smtp_smarthost: must be HOST:PORT'],
    [
      'email_configs: []',
      'global: { smtp_require_tls: perhaps }',
      '1:29: global.smtp_require_tls: must be true or false',
    ],
    [
      'email_configs: []',
      'global: { slack_api_url: "ftp://x/y" }',
      '1:26: global.slack_api_url: unsupported scheme "ftp" for URL',
    ],
    ['email_configs: []', 'global: { pagerduty_url: x }', '1:26: global.pagerduty_url: must be an http or https URL'],
    ['email_configs: []', 'global: { nope: 1 }', '1:11: global.nope: unknown field "nope"'],
    [
      'email_configs: []',
      'global: { smtp_auth_password: a, smtp_auth_password_file: b }',
      '1:59: global.smtp_auth_password_file: at most one of smtp_auth_password & smtp_auth_password_file must be configured',
    ],
    [
      'email_configs: []',
      'global: { slack_api_url: "http://x/y", slack_app_token: t }',
      'global.slack_api_url: at most one of slack_app_token/slack_app_token_file & slack_api_url/slack_api_url_file',
    ],
    [
      'labels: { name: b }',
      '',
      '4:21: receivers.0.labels.name: receiver label "name" must match receiver name "a", got "b"',
    ],
    ['labels: [x]', '', '4:13: receivers.0.labels: must map label names to values'],
  ])('%s, %s → %s', (receiver, top, expected) => {
    expect(problemsOf(receiver, top)).toContainEqual(expect.stringContaining(expected))
  })

  test("other vendors' settings, tracing and events mean nothing", () => {
    const top = `tracing: { endpoint: "localhost:4317", insecure: yes, sampling_fraction: 1, headers: { a: b } }
event_recorder: { file_outputs: [] }
global:
  slack_api_url: https://hooks.slack.com/x
  slack_app_token: t
  slack_app_url: https://hooks.slack.com/x
  opsgenie_api_key_file: /nowhere
  wechat_api_corp_id: 1
  resolve_timeout: 3m`
    expect(configsOf('webhook_configs: []', top)).toEqual([])
  })
})

describe('secrets in files', () => {
  test('at any depth, without the line break at the end', () => {
    expect(
      configsOf(
        'webhook_configs: [{ url_file: url, payload: { x_file: token }, http_config: { bearer_token_file: /etc/two, http_headers: { X: { secrets: [a], files: [token] } } } }]',
      ),
    ).toEqual([
      {
        url: 'http://h/hook',
        payload: { x_file: 'token' },
        http_config: { bearer_token: 'two\n', http_headers: { X: { secrets: ['a', 'secret'] } } },
      },
    ])
  })

  test.each([
    [
      '{ url: "http://h", url_file: url }',
      '4:52: receivers.0.webhook_configs.0.url_file: at most one of url & url_file must be configured',
    ],
    [
      '{ url_file: gone }',
      '4:35: receivers.0.webhook_configs.0.url_file: the file gone cannot be read: there is no such file',
    ],
    ['{ url_file: token }', '4:35: receivers.0.webhook_configs.0.url: must be a URL'],
  ])('%s → %s', (entry, expected) => {
    const problems = problemsOf(`webhook_configs: [${entry}]`)
    expect(problems).toEqual([expected])
    expect(problems.join()).not.toContain('secret')
  })

  test('away from the machine that has them a file that is not there is no problem', () => {
    expect(problemsOf('webhook_configs: [{ url_file: gone, send_resolved: 3 }]', '', { requireEnv: false })).toEqual([
      expect.stringContaining('webhook_configs.0.send_resolved'),
    ])
    expect(parse(withReceiver('webhook_configs: [{ url_file: gone }]'), { requireEnv: false }).ok).toBe(true)
  })
})

describe('templates', () => {
  const mail = (text: string): string =>
    `email_configs: [{ to: x, from: y, smarthost: "h:1", text: '{{ template "${text}" . }}' }]`

  test('are there for the texts of channels', () => {
    expect(problemsOf(mail('mine'), 'templates: [ templates/a.tmpl, nothing/*.tmpl ]')).toEqual([])
    expect(problemsOf(mail('mine'))).toEqual([expect.stringContaining('template "mine" not defined')])
    const result = parse(withReceiver('labels: {}', 'templates: [ templates/a.tmpl ]'))
    expect(result.ok && result.config.templates.names).toContain('mine')
  })

  test('what is wrong in one is told with its place, and nothing of what it would have defined', () => {
    expect(problemsOf(mail('broken'), 'templates: [ templates/*, 3 ]')).toEqual([
      expect.stringMatching(/^1:27: templates\.1: must be a text/),
      expect.stringMatching(/^conf\/templates\/bad\.tmpl:2:\d+: /),
    ])
  })
})
