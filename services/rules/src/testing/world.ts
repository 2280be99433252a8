/** The service as an app on port 0, over a copy of the shipped rules, with targets that answer as a test says. */
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findOnPath, type Logger } from '@tocsin/kit'
import type { RulesStatus } from '@tocsin/rules'
import { createApp } from '../app.ts'
import { readConfig } from '../config.ts'

export const SHIPPED = join(import.meta.dirname, '../../../../alert-rules')

/** What router.yml of the repository names. */
const CHANNELS = {
  TOCSIN_WECOM_ROBOT_URL: 'http://127.0.0.1:8025/cgi-bin/webhook/send?key=robot-s3cret-key',
  TOCSIN_SMS_URL: 'http://127.0.0.1:8025/sms/send',
  TOCSIN_SMS_TO: '13800000001',
  TOCSIN_TICKET_URL: 'http://127.0.0.1:8025/tickets',
  TOCSIN_EMAIL_TO: 'oncall@example.com',
}

export interface FakeTarget {
  readonly url: string
  readonly reloads: () => number
  /** `gone`: the connection breaks, as that of a process that is not there. The port stays taken, so that nobody else gets it. */
  answer: { status: number; body: string } | 'gone'
  close(): Promise<void>
}

export async function startTarget(): Promise<FakeTarget> {
  let reloads = 0
  const target: Pick<FakeTarget, 'answer'> = { answer: { status: 200, body: '' } }
  const server = createServer((request, response) => {
    if (target.answer === 'gone') {
      request.socket.destroy()
      return
    }
    if (request.method === 'POST' && request.url === '/-/reload') reloads++
    response.writeHead(target.answer.status, { connection: 'close' }).end(target.answer.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port: bound } = server.address() as AddressInfo
  return Object.assign(target, {
    url: `http://127.0.0.1:${bound}`,
    reloads: () => reloads,
    close: () => new Promise<void>((done) => server.close(() => done())),
  })
}

export interface LogLine {
  readonly level: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

function capturingLogger(): { log: Logger; lines: LogLine[] } {
  const lines: LogLine[] = []
  const write =
    (level: string) =>
    (...args: unknown[]): void => {
      const [fields, message] = args.length === 1 ? [{}, args[0]] : args
      lines.push({ level, fields: { ...(fields as object) }, message: String(message) })
    }
  const [debug, info, warn, error, fatal] = ['debug', 'info', 'warn', 'error', 'fatal'].map(write)
  return { log: { debug, info, warn, error, fatal } as Logger, lines }
}

export interface WorldOptions {
  readonly routerUrl?: string
  readonly prometheusUrl?: string
  /** The folder of a world before, to start over it again. */
  readonly dir?: string
  readonly withPromtool?: boolean
  /** A program in its place. */
  readonly promtool?: string
}

export async function startWorld(options: WorldOptions = {}) {
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'tocsin-live-'))
  const [from, to] = [join(dir, 'alert-rules'), join(dir, 'in-force')]
  if (options.dir === undefined) cpSync(SHIPPED, from, { recursive: true })
  const env = {
    ...CHANNELS,
    TOCSIN_RULES_LISTEN: '127.0.0.1:0',
    TOCSIN_RULES_FROM: from,
    TOCSIN_RULES_TO: to,
    TOCSIN_RULES_PROFILE: 'demo',
    TOCSIN_RULES_ROUTER_URL: options.routerUrl,
    TOCSIN_RULES_PROMETHEUS_URL: options.prometheusUrl,
    TOCSIN_RULES_PROMTOOL: options.promtool,
    PATH: options.withPromtool === false ? '/nowhere' : process.env['PATH'],
  }
  const { log, lines } = capturingLogger()
  const app = createApp({ config: readConfig(env), env, log })
  await app.start()
  const get = (path: string): Promise<Response> => fetch(`http://${app.address}${path}`)
  const world = {
    ...{ dir, from, to, lines, get },
    read: (name: string): string => readFileSync(join(to, name), 'utf8'),
    write: (name: string, text: string | Buffer): void => writeFileSync(join(from, name), text),
    edit(name: string, what: string | RegExp, by: string): void {
      const text = readFileSync(join(from, name), 'utf8')
      const edited = text.replace(what, () => by)
      if (edited === text) throw new Error(`${name} has no ${what}`)
      writeFileSync(join(from, name), edited)
    },
    /** `status.json`, as the console reads it. */
    status: (): RulesStatus => JSON.parse(readFileSync(join(to, 'status.json'), 'utf8')) as RulesStatus,
    metric: async (name: string): Promise<number | undefined> => {
      const line = (await (await get('/metrics')).text()).split('\n').find((one) => one.startsWith(`${name} `))
      return line === undefined ? undefined : Number(line.slice(name.length))
    },
    errors: (): string[] =>
      lines.flatMap(({ level, fields }) =>
        level === 'error' ? [`${fields['file']}:${fields['line']}:${fields['column']}: ${fields['problem']}`] : [],
      ),
    until: (what: string, look: () => boolean | Promise<boolean>) =>
      until(what, look, () => JSON.stringify(lines, null, 1)),
    untilInForce: () => world.until('the rules are in force', () => stateOf(world) === 'in-force'),
    untilRefused: () => world.until('the rules are refused', () => stateOf(world) === 'refused'),
    stop: () => app.stop(),
  }
  return world
}

function stateOf({ status }: { status: () => RulesStatus }): string {
  try {
    return status().state
  } catch {
    return 'none'
  }
}

const BUDGET_MS = 10_000

async function until(what: string, look: () => boolean | Promise<boolean>, why: () => string): Promise<void> {
  const giveUpAt = performance.now() + BUDGET_MS
  while (!(await look())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${BUDGET_MS} ms: ${what}\n${why()}`)
    await sleep(20)
  }
}

export const promtoolIsThere = findOnPath('promtool', process.env['PATH']) !== undefined
