/** `tocsin`: parses the command line, and is the only place of the repository that prints for people. */

import { join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { messageOf, OperatorError } from '@tocsin/kit'
import { check } from './commands/check.ts'
import { start } from './commands/start.ts'

const HELP = `usage: tocsin COMMAND [OPTIONS]

  start    bring up the stack as local processes, until Ctrl-C
             --profile demo|production   demo (default) shortens the durations of the rules, and uses the sandbox
             --data DIR                  where data and logs go (.tocsin)
             --rules DIR                 the rules (alert-rules); a save there is in force within seconds
             --only NAME[,NAME]          these services, and what they need
             --no-load                   without the load on the shop
  check    check the rules: alert-rules/, or the folder named; with promtool, where there is one, their tests too
  help     this text
`

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
    case 'help':
    case '--help':
    case '-h':
      console.log(HELP)
      return 0
    default:
      throw new OperatorError(`there is no command "${command}"\n\n${HELP}`)
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
