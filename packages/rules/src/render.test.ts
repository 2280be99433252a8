import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigProblems, formatProblem } from '@tocsin/kit'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { checkRules } from './check.ts'
import { parseLogRules } from './logs/parse.ts'
import { renderRules } from './render.ts'
import { parseRouterConfig } from './router/parse.ts'

/** The folder that is shipped: what is tested here is also that it is right. */
const SHIPPED = join(import.meta.dirname, '../../../alert-rules')

/** Stand-ins: this package knows no channel. */
const common = { url: z.url(), language: z.string(), timezone: z.string().optional() }
const schemas = {
  wecom_robot: z.strictObject(common),
  wecom_app: z.strictObject({
    ...{ corp_id: z.string(), agent_id: z.string(), corp_secret: z.string(), to_user: z.string(), api_url: z.string() },
    callback: z.strictObject({ token: z.string(), encoding_aes_key: z.string() }),
    ...{ language: z.string(), timezone: z.string().optional() },
  }),
  sms: z.strictObject({ ...common, to: z.string() }),
  ticket: z.strictObject({ ...common, update_interval: z.string(), close_on_end: z.union([z.string(), z.boolean()]) }),
  email: z.strictObject({
    ...{ smarthost: z.string(), from: z.string(), to: z.string(), require_tls: z.string() },
    ...{ language: z.string(), timezone: z.string().optional() },
  }),
}
const channels = () => schemas
const env = {
  TOCSIN_WECOM_ROBOT_URL: 'http://127.0.0.1:8025/cgi-bin/webhook/send?key=k',
  TOCSIN_SMS_URL: 'http://127.0.0.1:8025/sms/send',
  TOCSIN_SMS_TO: '13800000001,13800000002',
  TOCSIN_TICKET_URL: 'http://127.0.0.1:8025/tickets',
}

let dir = ''
let from = ''
let to = ''
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'tocsin-rules-'))
  from = join(dir, 'rules')
  to = join(dir, 'rendered')
  await cp(SHIPPED, from, { recursive: true })
})
afterEach(() => rm(dir, { recursive: true, force: true }))

const read = (name: string): Promise<string> => readFile(join(to, name), 'utf8')
const edit = async (name: string, what: string, by: string): Promise<void> => {
  const text = await readFile(join(from, name), 'utf8')
  expect(text).toContain(what)
  await writeFile(
    join(from, name),
    text.replace(what, () => by),
  )
}

test('the shipped rules have no problems, with the environment and, for a check, without it', async () => {
  expect((await checkRules(SHIPPED, { env, channels })).problems.map(formatProblem)).toEqual([])
  expect((await checkRules(SHIPPED, { env: {}, channels, requireEnv: false })).problems).toEqual([])
  const unset = (await checkRules(SHIPPED, { env: {}, channels })).problems
  expect(unset.map(({ path }) => path)).toHaveLength(7)
})

test('mail is shipped ready and unused: it needs its variables once the tier is taken in', async () => {
  const router = join(from, 'router.yml')
  await writeFile(router, (await readFile(router, 'utf8')).replace('  # email: {', '  email: {'))
  const { problems } = await checkRules(from, { env, channels })
  expect(problems.map(({ message }) => /variable (\S+)/.exec(message)?.[1])).toEqual([
    'TOCSIN_SMTP_SMARTHOST',
    'TOCSIN_SMTP_FROM',
    'TOCSIN_SMTP_TO',
    'TOCSIN_SMTP_REQUIRE_TLS',
  ])
})

test('the shipped router.yml routes by the file first, then by tier, then by severity', async () => {
  const parsed = parseRouterConfig(await readFile(join(SHIPPED, 'router.yml'), 'utf8'), {
    file: 'router.yml',
    env,
    channels,
  })
  expect(parsed.ok && parsed.config.route.routes.map(({ key, receiver }) => [key, receiver])).toEqual([
    ['{}/{severity="none"}', 'nobody'],
    ['{}/{tier="ticket"}', 'ticket-queue'],
    ['{}/{tier="wecom"}', 'wecom-oncall'],
    ['{}/{tier="sms"}', 'sms-oncall'],
    ['{}/{tier="ticket"}', 'ticket-queue'],
    ['{}/{tier="every-way"}', 'every-way'],
    ['{}/{severity="critical",tier=""}', 'sms-oncall'],
    ['{}/{severity="warning",tier=""}', 'wecom-oncall'],
    ['{}/{severity="info",tier=""}', 'ticket-queue'],
  ])
  expect(parsed.ok && parsed.config.tiers).toEqual({
    wecom: { receiver: 'wecom-oncall', objectiveMs: 60_000 },
    sms: { receiver: 'sms-oncall', objectiveMs: 120_000 },
    ticket: { receiver: 'ticket-queue', objectiveMs: 300_000 },
    'every-way': { receiver: 'every-way', objectiveMs: 60_000 },
  })
})

test('production: durations as they are, addresses filled in, secrets not', async () => {
  const { files } = await renderRules({ from, to, profile: 'production', externalUrl: 'http://t:1/x/', env, channels })
  expect(files).toContain(join(to, 'shop.rules.yml'))
  const rules = await read('shop.rules.yml')
  expect(rules.split('\n')[0]).toBe(
    `# Rendered from ${join(from, 'shop.rules.yml')} (profile production). Edit that file: this copy will be overwritten.`,
  )
  expect(rules).toContain('for: 2m')
  expect(rules).toContain('runbook_url: http://t:1/x/runbooks/HighP99Latency')
  expect(await read('router.yml')).toContain('url: ${TOCSIN_SMS_URL}')
  expect(await read('runbooks/TargetDown.md')).toContain('# TargetDown')
  expect((await readdir(to)).filter((name) => name.endsWith('.test.yml'))).toEqual([])
  expect(await readdir(dir)).toEqual(['rendered', 'rules'])
  expect((await readdir(to)).filter((name) => name.startsWith('.'))).toEqual([])
})

test.each(['production', 'demo'] as const)(
  '%s: a dashboard link where there is a Grafana and none where there is not, and no line moves',
  async (profile) => {
    const linesOf = async (name: string): Promise<string[]> => (await read(name)).split('\n')
    await renderRules({ from, to, profile, grafanaUrl: 'https://g.example/x/', env, channels })
    const linked = await linesOf('shop.rules.yml')
    const at = linked.findIndex((line) =>
      line.includes('dashboard_url: https://g.example/x/d/tocsin-shop?var-service='),
    )
    expect(at).toBeGreaterThan(0)
    for (const grafanaUrl of [undefined, '']) {
      await renderRules({ from, to, profile, grafanaUrl, env, channels })
      const bare = await linesOf('shop.rules.yml')
      expect(bare[at]?.trim()).toBe('# dashboard_url is left out: TOCSIN_GRAFANA_URL is not set')
      expect(bare.findLastIndex((line) => line.includes('- alert: '))).toBe(
        linked.findLastIndex((line) => line.includes('- alert: ')),
      )
      for (const name of ['shop.rules.yml', 'tocsin.rules.yml', 'shop.logs.yml']) {
        expect(await read(name)).not.toMatch(/dashboard_url:|TOCSIN_GRAFANA_URL\}/)
      }
      expect((await checkRules(to, { env, channels })).problems).toEqual([])
    }
  },
)

test('an address that is none is refused before anything is written, all of them at once', async () => {
  const options = {
    from,
    to,
    profile: 'production',
    externalUrl: 'tocsin',
    grafanaUrl: 'g:3000',
    env,
    channels,
  } as const
  await expect(renderRules(options)).rejects.toThrow(
    /^TOCSIN_EXTERNAL_URL: "tocsin" is no http.*\nTOCSIN_GRAFANA_URL: "g:3000" is no http/,
  )
  expect(await readdir(dir)).toEqual(['rules'])
})

test('demo: no longer duration is left, and the copies are still good', async () => {
  await renderRules({ from, to, profile: 'demo', env, channels })
  const rules = (await read('shop.rules.yml')) + (await read('tocsin.rules.yml'))
  expect(rules.match(/\b(?:for|keep_firing_for): (?!5s$).*$/gm)).toBeNull()
  // A query inside a text only names the slowest interface; it decides nothing and keeps its range.
  const deciding = rules.replace(/\{\{ with printf .* \| query \}\}/g, '')
  expect(deciding.match(/\[(?!30s\])[^\]]*\]/g)).toBeNull()
  const logs = parseLogRules(await read('shop.logs.yml'), 'x')
  expect(logs.ok && logs.rules.map(({ rangeMs, keepFiringForMs }) => [rangeMs, keepFiringForMs])).toEqual([
    [15_000, 5_000],
  ])
  const router = parseRouterConfig(await read('router.yml'), { file: 'router.yml', env, channels })
  expect(router.ok && router.config.route).toMatchObject({ groupWaitMs: 1_000, groupIntervalMs: 5_000 })
})

test('a broken edit throws every problem and leaves the last good copies', async () => {
  await renderRules({ from, to, profile: 'production', env, channels })
  const before = await read('shop.rules.yml')
  await edit('shop.rules.yml', 'for: 2m', 'for: soon')
  await edit('shop.logs.yml', ' [1m]) > 0\n        keep', ' [1x]) > 0\n        keep')
  await edit('router.yml', 'repeat_interval: 4h', 'repeat_interval: 0')
  const failure = await renderRules({ from, to, profile: 'production', env, channels }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ConfigProblems)
  expect(failure instanceof ConfigProblems && failure.problems.map(({ file }) => file)).toEqual([
    join(from, 'router.yml'),
    join(from, 'shop.logs.yml'),
    join(from, 'shop.rules.yml'),
  ])
  expect(await read('shop.rules.yml')).toBe(before)
})

test('verify sees the new copies, one line longer; its refusal leaves the last good ones and nothing else', async () => {
  await renderRules({ from, to, profile: 'production', env, channels })
  const before = await read('shop.rules.yml')
  await edit('shop.rules.yml', 'for: 2m', 'for: 3m')
  let staged: string[] = []
  const verify = async (stagedDir: string): Promise<void> => {
    staged = (await readFile(join(stagedDir, 'shop.rules.yml'), 'utf8')).split('\n')
    throw new Error('not like this')
  }
  await expect(renderRules({ from, to, profile: 'production', env, channels, verify })).rejects.toThrow('not like this')
  const source = (await readFile(join(from, 'shop.rules.yml'), 'utf8')).split('\n')
  expect(staged.findIndex((line) => line.includes('for: 3m'))).toBe(
    source.findIndex((line) => line.includes('for: 3m')) + 1,
  )
  expect(staged).toHaveLength(source.length + 1)
  expect(await read('shop.rules.yml')).toBe(before)
  expect((await readdir(to)).filter((name) => name.startsWith('.'))).toEqual([])
})

test('what a renderer left that was killed is removed, and never read', async () => {
  await mkdir(join(to, '.staged-dead'), { recursive: true })
  await writeFile(join(to, '.staged-dead', 'shop.rules.yml'), 'half')
  await renderRules({ from, to, profile: 'production', env, channels })
  expect((await readdir(to)).filter((name) => name.startsWith('.'))).toEqual([])
})

test('a copy whose source is gone is removed', async () => {
  await renderRules({ from, to, profile: 'production', env, channels })
  await rm(join(from, 'keywords.logs.yml'))
  await writeFile(join(to, 'notes.txt'), 'mine')
  await renderRules({ from, to, profile: 'production', env, channels })
  const names = await readdir(to)
  expect(names).not.toContain('keywords.logs.yml')
  expect(names).toContain('notes.txt')
})

test('templates that router.yml names are copied as they are, and go with their source', async () => {
  await mkdir(join(from, 'templates'), { recursive: true })
  await writeFile(join(from, 'templates', 'own.tmpl'), '{{ define "own" }}x{{ end }}')
  const router = await readFile(join(from, 'router.yml'), 'utf8')
  await writeFile(join(from, 'router.yml'), `templates: [ templates/*.tmpl ]\n${router}`)
  await renderRules({ from, to, profile: 'production', env, channels })
  expect(await readFile(join(to, 'templates', 'own.tmpl'), 'utf8')).toBe('{{ define "own" }}x{{ end }}')

  await writeFile(join(from, 'templates', 'own.tmpl'), '{{ define "own" }}{{ nofunc }}{{ end }}')
  const { problems } = await checkRules(from, { env, channels })
  expect(problems.map(({ file, line }) => [file, line])).toEqual([[join(from, 'templates', 'own.tmpl'), 1]])

  await rm(join(from, 'templates', 'own.tmpl'))
  await renderRules({ from, to, profile: 'production', env, channels })
  expect(await readdir(join(to, 'templates'))).toEqual([])
})

test.each([
  ['shop.rules.yml', 'tier: wecom', 'tier: fax', '"fax" is no tier of router.yml; there are: wecom, sms, ticket'],
  ['shop.rules.yml', 'runbooks/HighP99Latency', 'runbooks/Nope', 'there is no runbooks/Nope.md'],
  ['shop.logs.yml', 'severity: warning', 'severity: bad', '"bad" is no severity'],
  [
    'tocsin.rules.yml',
    '- alert: RulesRefused',
    '- alert: ConfigReloadFailed',
    'alert "ConfigReloadFailed" with the same labels is already defined at ',
  ],
])('%s: %s → %s', async (file, what, by, message) => {
  await edit(file, what, by)
  const { problems } = await checkRules(from, { env, channels })
  expect(problems.map(formatProblem)).toEqual([expect.stringContaining(message)])
  expect(problems[0]?.file).toBe(join(from, file))
})

test('two rules of one group that record the same series', async () => {
  const record = (labels: string): string => `      - { record: a:b, expr: sum(up), labels: { ${labels} } }\n`
  const group = (name: string, ...rules: string[]): string => `  - name: ${name}\n    rules:\n${rules.join('')}`
  const text = `groups:\n${group('g', record('x: y'), record('x: z'), record('x: y'))}${group('h', record('x: y'))}`
  await writeFile(join(from, 'more.rules.yml'), text)
  const { problems } = await checkRules(from, { env, channels })
  const file = join(from, 'more.rules.yml')
  expect(problems.map(formatProblem)).toEqual([
    `${file}:6:19: groups.0.rules.2.record: "a:b" with the same labels is already recorded at ${file}:4:19`,
  ])
})

test('files that would be ignored silently are named, and so is a missing router.yml', async () => {
  await writeFile(join(from, 'more.rules.yaml'), '')
  await rm(join(from, 'router.yml'))
  const { problems } = await checkRules(from, { env, channels })
  expect(problems.map(formatProblem)).toEqual([
    expect.stringMatching(/more\.rules\.yaml:1:1: no such kind of file; name it \*\.rules\.yml/),
    expect.stringMatching(/router\.yml:1:1: the file is missing/),
  ])
  await expect(checkRules(join(dir, 'nowhere'), { env, channels })).rejects.toThrow('cannot read the rules folder')
})
