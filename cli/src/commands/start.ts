import { join, relative, resolve } from 'node:path'
import { channelSchemas } from '@tocsin/channels'
import { messageOf, OperatorError } from '@tocsin/kit'
import { renderRules } from '@tocsin/rules'
import { type Profile, type RunningStack, type StackEvent, startStack } from '@tocsin/supervisor'
import { channelLines, failureLines, loopLines, readyLine, rulesLines, seconds } from '../screen.ts'
import { shorter } from '../shorter.ts'
import { buildWeb } from '../web-build.ts'

export interface StartArguments {
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly profile: string
  readonly data: string
  /** Undefined: `alert-rules/` of the repository. */
  readonly rules: string | undefined
  readonly only: readonly string[] | undefined
  readonly load: boolean
  /** Aborts when the user wants an end. */
  readonly stopSignal: AbortSignal
}

/** Runs until `stopSignal`; gives back the exit code. */
export async function start(options: StartArguments): Promise<number> {
  const { root, env, only, stopSignal } = options
  const profile = profileOf(options.profile)
  const dataDir = resolve(options.data)
  const startedAt = performance.now()
  const sinceStart = (): number => performance.now() - startedAt
  const seen = new Set<string>()
  console.log(`Tocsin is starting (profile ${profile}, data in ${dataDir}).\n`)

  const onEvent = (event: StackEvent): void => {
    if (event.kind === 'note') console.log(`  ${event.text}`)
    if (event.kind === 'failed') {
      const { retryInMs, logPath } = event
      console.log(failureLines(event.name, event.failure, { retryInMs, logPath: relative(process.cwd(), logPath) }))
    }
    if (event.kind === 'answers') {
      const again = seen.has(event.name) ? '  (again)' : ''
      seen.add(event.name)
      for (const [name, url] of Object.entries(event.urls)) console.log(readyLine(name, url, sinceStart()) + again)
    }
  }

  // Beside the start: the router serves whatever is there, as soon as it is there.
  const failed = new AbortController()
  const signal = AbortSignal.any([stopSignal, failed.signal])
  const web = withWeb(only)
    ? buildWeb({ root, env, signal, onBuild: () => console.log('  The web console has changed; building it.') })
    : undefined
  let stack: RunningStack
  try {
    stack = await startStack({
      ...{ root, dataDir, profile, env, only, onEvent, signal: stopSignal },
      without: options.load ? [] : ['load'],
      ...(options.rules === undefined ? {} : { rulesDir: resolve(options.rules) }),
      renderRules: (wanted) => renderRules({ ...wanted, channels: channelSchemas }),
    })
  } catch (error) {
    failed.abort()
    if (!stopSignal.aborted) throw error
    console.log('\nStopped before it was up.')
    return 0
  }
  void web?.then((build) => {
    if (build.kind === 'failed' && !stopSignal.aborted) {
      console.log(`  The web console was not built; everything else works. npm run build says:\n${build.reason}`)
    }
  })
  report(stack, sinceStart(), shorter(options.rules === undefined ? join(root, 'alert-rules') : resolve(options.rules)))
  await aborted(stopSignal)
  return stop(stack)
}

function report(stack: RunningStack, elapsedMs: number, rulesDir: string): void {
  const down = stack.processes().filter(({ state }) => state.kind !== 'ready')
  console.log('')
  for (const { name, reason } of stack.leftOut) console.log(`Left out: ${name}: ${reason}`)
  for (const { name, blockedBy, state } of down) {
    console.log(`Not up: ${name}${blockedBy ? ` (waits for ${blockedBy})` : ` (${state.kind})`}`)
  }
  const all = stack.leftOut.length === 0 && down.length === 0
  console.log(`${all ? 'Everything is up' : 'The rest is up'} after ${seconds(elapsedMs)}.`)
  for (const line of channelLines(stack.channels)) console.log(line)
  for (const line of rulesLines(stack.urls, rulesDir)) console.log(line)
  console.log('')
  for (const line of loopLines(stack.urls)) console.log(line)
  console.log('\nCtrl-C stops everything. / 按 Ctrl-C 停止全部服务。')
}

async function stop(stack: RunningStack): Promise<number> {
  const begin = performance.now()
  console.log('\nStopping.')
  try {
    await stack.stop()
    console.log(`Everything has stopped, after ${seconds(performance.now() - begin)}.`)
    return 0
  } catch (error) {
    console.error(`tocsin: ${messageOf(error)}`)
    return 1
  }
}

function withWeb(only: readonly string[] | undefined): boolean {
  return only === undefined || only.includes('router')
}

function profileOf(text: string): Profile {
  if (text === 'demo' || text === 'production') return text
  throw new OperatorError(`--profile "${text}": allowed are demo and production`)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    // An abort listener alone does not keep the process alive; the stack's own handles do.
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
