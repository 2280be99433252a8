/** `tocsin`: parses the command line, and is the only place of the repository that prints for people. */

import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { messageOf, OperatorError } from '@tocsin/kit'
import { ack } from './commands/ack.ts'
import { adopt } from './commands/adopt.ts'
import { check } from './commands/check.ts'
import { deadLetters, replay, sinceText } from './commands/dead-letters.ts'
import { history, why } from './commands/explain.ts'
import { migrate } from './commands/migrate.ts'
import { oncall } from './commands/oncall.ts'
import { render } from './commands/render.ts'
import { route } from './commands/route.ts'
import { sendTest } from './commands/send-test.ts'
import { start } from './commands/start.ts'
import { backup, checkStorage, databaseOf, restore } from './commands/storage.ts'
import { HELP } from './help.ts'
import { createRouterClient } from './router-client.ts'

const root = join(import.meta.dirname, '..', '..')

async function main(args: readonly string[]): Promise<number> {
  const [command = 'help', ...rest] = args
  switch (command) {
    case 'start': {
      const { values } = parse(rest, {
        profile: { type: 'string', default: 'demo' },
        data: { type: 'string', default: '.tocsin' },
        rules: { type: 'string' },
        only: { type: 'string' },
        'no-load': { type: 'boolean', default: false },
      })
      return start({
        root,
        env: process.env,
        profile: String(values['profile']),
        data: String(values['data']),
        rules: typeof values['rules'] === 'string' ? values['rules'] : undefined,
        only: typeof values['only'] === 'string' ? values['only'].split(',').map((name) => name.trim()) : undefined,
        load: values['no-load'] !== true,
        stopSignal: stopSignal(),
      })
    }
    case 'check': {
      const { positionals } = parse(rest, {}, true)
      return check({
        dir: positionals[0] ?? join(root, 'alert-rules'),
        env: process.env,
        dataDir: join(root, '.tocsin'),
        print: (line) => console.log(line),
      })
    }
    case 'why': {
      const { values, positionals } = parse(rest, { ...ROUTER_FLAG, at: { type: 'string' } }, true)
      if (positionals.length === 0) throw new OperatorError(`say which alert: tocsin why '{alertname="X"}'`)
      return why(asking(values), { filters: positionals, at: textOf(values['at']) })
    }
    case 'history': {
      const text = { type: 'string' } as const
      const { values, positionals } = parse(
        rest,
        { ...ROUTER_FLAG, from: text, to: text, receiver: text, outcome: text, kind: text, limit: text },
        true,
      )
      return history(asking(values), {
        filters: positionals,
        ...{ from: textOf(values['from']), to: textOf(values['to']), kind: textOf(values['kind']) },
        ...{ receiver: textOf(values['receiver']), outcome: textOf(values['outcome']) },
        limit: limitOf(textOf(values['limit']) ?? '50'),
      })
    }
    case 'ack': {
      const flags = { ...ROUTER_FLAG, by: { type: 'string' }, undo: { type: 'boolean', default: false } } as const
      const { values, positionals } = parse(rest, flags, true)
      if (positionals.length === 0) throw new OperatorError(`say which alert: tocsin ack '{alertname="X"}'`)
      const by = textOf(values['by']) ?? userInfo().username
      return ack({ ...asking(values), filters: positionals, by, undo: values['undo'] === true })
    }
    case 'route': {
      const flags = { ...ROUTER_FLAG, at: { type: 'string' }, 'config.file': { type: 'string' } } as const
      const { values, positionals } = parse(rest, flags, true)
      const [labels] = positionals
      if (labels === undefined) throw new OperatorError(`say which labels: tocsin route '{alertname="X",team="db"}'`)
      return route({
        ...{ labels, at: textOf(values['at']), now: Date.now(), configFile: textOf(values['config.file']) },
        ...{ env: process.env, client: () => asking(values).client, print: (line) => console.log(line) },
      })
    }
    case 'oncall': {
      const text = { type: 'string' } as const
      const flags = { ...ROUTER_FLAG, ...STORAGE_FLAG, at: text, 'config.file': text } as const
      const { values, positionals } = parse(rest, flags, true)
      const { print, timeZone } = asking(values)
      return oncall({
        ...{ schedule: positionals[0], at: textOf(values['at']), configFile: textOf(values['config.file']) },
        ...{ storagePath: textOf(values['storage.path']), now: Date.now(), env: process.env, print, timeZone },
        client: () => asking(values).client,
      })
    }
    case 'dead-letters': {
      const { values } = parse(rest, DEAD_LETTER_FLAGS)
      return deadLetters(asking(values), deadLetterFilter(values))
    }
    case 'replay': {
      const flags = { ...DEAD_LETTER_FLAGS, 'even-if-newer': { type: 'boolean', default: false } } as const
      const { values, positionals } = parse(rest, flags, true)
      const evenIfNewer = values['even-if-newer'] === true
      return replay({ ...asking(values), ids: positionals, filter: deadLetterFilter(values), evenIfNewer })
    }
    case 'render': {
      const flags = { ...ROUTER_FLAG, alert: { type: 'string' }, 'config.file': { type: 'string' } } as const
      const { values, positionals } = parse(rest, flags, true)
      const [receiver] = positionals
      const example = 'tocsin render wecom-oncall --alert alert.json'
      if (receiver === undefined) throw new OperatorError(`say which receiver: ${example}`)
      return render({
        ...{ receiver, alertFile: needed(values, 'alert', example), configFile: textOf(values['config.file']) },
        ...{ now: Date.now(), env: process.env, client: () => asking(values).client },
        print: (line) => console.log(line),
      })
    }
    case 'send-test': {
      const { values, positionals } = parse(rest, ROUTER_FLAG, true)
      const [receiver] = positionals
      if (receiver === undefined) throw new OperatorError('say which receiver: tocsin send-test wecom-oncall')
      const { client, print } = asking(values)
      return sendTest({ client, receiver, print })
    }
    case 'migrate': {
      const text = { type: 'string' } as const
      const flags = {
        templates: { ...text, multiple: true },
        conf: text,
        out: { ...text, default: 'migrated' },
      } as const
      const { values, positionals } = parse(rest, flags, true)
      const [file] = positionals
      if (file === undefined) throw new OperatorError('say which file: tocsin migrate alertmanager.yml')
      return migrate({
        ...{ file, out: String(values['out']), conf: textOf(values['conf']), templates: textsOf(values['templates']) },
        print: (line) => console.log(line),
      })
    }
    case 'adopt': {
      const { values, positionals } = parse(rest, ROUTER_FLAG, true)
      const [url] = positionals
      if (url === undefined) throw new OperatorError('say where from: tocsin adopt http://alertmanager:9093')
      const { client, print } = asking(values)
      return adopt({ from: createRouterClient({ url, env: {} }), router: client, print })
    }
    case 'backup': {
      const flags = { ...ROUTER_FLAG, ...STORAGE_FLAG, to: { type: 'string' } } as const
      const { values } = parse(rest, flags)
      const { client, print } = asking(values)
      const to = needed(values, 'to', 'a file for the backup: tocsin backup --to router-backup.db')
      return backup({ to, storagePath: textOf(values['storage.path']), client, print })
    }
    case 'restore': {
      const { values } = parse(rest, { ...STORAGE_FLAG, from: { type: 'string' } })
      const example = 'tocsin restore --from router-backup.db --storage.path .tocsin/router'
      return restore({
        from: needed(values, 'from', example),
        storagePath: needed(values, 'storage.path', example),
        now: Date.now(),
        print: (line) => console.log(line),
      })
    }
    case 'storage': {
      const { values, positionals } = parse(rest, STORAGE_FLAG, true)
      const [verb, file] = positionals
      const directory = textOf(values['storage.path'])
      const checked = file ?? (directory === undefined ? undefined : databaseOf(directory))
      if (verb !== 'check' || checked === undefined) {
        throw new OperatorError('say what to look at: tocsin storage check FILE, or --storage.path DIR')
      }
      return checkStorage(checked, (line) => console.log(line))
    }
    case 'help':
    case '--help':
    case '-h':
      console.log(HELP)
      return 0
    default:
      throw new OperatorError(`there is no command "${command}"\n\n${HELP}`)
  }
}

const STORAGE_FLAG = { 'storage.path': { type: 'string' } } as const
const ROUTER_FLAG = { 'router.url': { type: 'string' } } as const
const DEAD_LETTER_FLAGS = {
  ...ROUTER_FLAG,
  receiver: { type: 'string' },
  since: { type: 'string' },
  limit: { type: 'string' },
} as const

/** What commands need that ask a running router. */
function asking(values: Readonly<Record<string, unknown>>) {
  return {
    client: createRouterClient({ url: textOf(values['router.url']), env: process.env }),
    print: (line: string) => console.log(line),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function needed(values: Readonly<Record<string, unknown>>, flag: string, example: string): string {
  const value = textOf(values[flag])
  if (value === undefined || value === '') throw new OperatorError(`--${flag} is missing: ${example}`)
  return value
}

function limitOf(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new OperatorError(`--limit: "${text}" is no number from 1 to 999999`)
}

function deadLetterFilter(values: Readonly<Record<string, unknown>>) {
  const since = textOf(values['since'])
  return {
    receiver: textOf(values['receiver']),
    from: since === undefined ? undefined : sinceText(since, Date.now()),
    limit: limitOf(textOf(values['limit']) ?? '50'),
  }
}

function parse(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>, allowPositionals = false) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    throw new OperatorError(`${messageOf(error)}\n\n${HELP}`)
  }
}

const PARENT_POLL_MS = 500

/** Aborts on Ctrl-C, SIGTERM, or when the terminal or npm goes away. */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort())
  // npm passes SIGTERM to the shell between it and us, and that shell dies of it without a word to us.
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.env['npm_lifecycle_event'] && process.ppid !== parent) controller.abort()
  }, PARENT_POLL_MS)
  watch.unref()
  return controller.signal
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  const separator = error instanceof OperatorError && error.message.includes('\n') ? '\n' : ' '
  console.error(error instanceof OperatorError ? `tocsin:${separator}${error.message}` : error)
  process.exitCode = 1
}
