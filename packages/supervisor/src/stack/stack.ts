/** The whole stack as one thing to start and stop: for `npm start`, and for tests that need a second one beside it. */

import { mkdirSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { closeServer, createStops, listen, OperatorError } from '@tocsin/kit'
import { createControlServer } from '../control.ts'
import { acquireLock } from '../lock.ts'
import { checkPorts } from '../ports.ts'
import type { Signal } from '../spec.ts'
import { createSupervisor, type ProcessStatus, type SupervisorEvent } from '../supervisor.ts'
import { type ChannelTarget, type Env, type Profile, routerChannels, sandboxOf } from './channels.ts'
import { DEFAULT_PORTS, portsOf, type StackPorts, serviceUrls, urlsOf } from './ports.ts'
import { prepareStack, type RenderRules } from './prepare.ts'
import { type LeftOut, selectServices } from './select.ts'

export type StackEvent =
  | SupervisorEvent
  /** Follows `ready`: what a person can now open or call. */
  | { readonly kind: 'answers'; readonly name: string; readonly urls: Readonly<Record<string, string>> }
  /** Something to tell the user. */
  | { readonly kind: 'note'; readonly text: string }

export interface StackOptions {
  /** The repository; absolute. */
  readonly root: string
  /** Absolute; made when it is not there. */
  readonly dataDir: string
  readonly profile: Profile
  /** PATH, the user's channels, and whatever the services shall have. */
  readonly env: Env
  readonly renderRules: RenderRules
  /** `ROOT/alert-rules` unless told otherwise. */
  readonly rulesDir?: string
  readonly only?: readonly string[] | undefined
  readonly without?: readonly string[] | undefined
  readonly ports?: Partial<StackPorts>
  readonly onEvent?: (event: StackEvent) => void
  /** Ends a start that is under way; everything started is stopped again. */
  readonly signal?: AbortSignal
}

export interface RunningStack {
  /** By service, and `faults` and `control`. */
  readonly urls: Readonly<Record<string, string>>
  readonly leftOut: readonly LeftOut[]
  readonly channels: readonly ChannelTarget[]
  /** Resolves within 10 s, when no process of the stack lives. */
  stop(): Promise<void>
  processes(): readonly ProcessStatus[]
  /** Sends a signal; an end that it causes is followed by a restart with back-off, like every crash. */
  kill(name: string, signal: Signal): void
  /** These resolve when the process is ready again, or at rest; they reject when it has been given up. */
  restart(name: string): Promise<void>
  startProcess(name: string): Promise<void>
  stopProcess(name: string): Promise<void>
}

/**
 * Starts the stack, and resolves once each process is ready or given up (`processes()` tells which). Throws
 * OperatorError when it runs already, a port is in use, or an option is wrong; ConfigProblems for rules that are wrong.
 */
export async function startStack(options: StackOptions): Promise<RunningStack> {
  const { root, dataDir, profile, env, onEvent = () => undefined, signal = new AbortController().signal } = options
  if (process.platform === 'win32') {
    throw new OperatorError('npm start needs Linux or macOS; on Windows use WSL, or docker compose up')
  }
  if (!isAbsolute(root) || !isAbsolute(dataDir)) throw new OperatorError('root and dataDir must be absolute paths')
  const ports = { ...DEFAULT_PORTS, ...options.ports }
  const wanted = selectServices({ only: options.only, without: options.without, profile, env })
  const stops = createStops()
  try {
    mkdirSync(dataDir, { recursive: true })
    const lock = acquireLock(join(dataDir, 'supervisor.json'), Date.now())
    stops.add('lock', () => lock.release())
    await checkPorts([
      ...wanted.flatMap((service) => portsOf(service, ports).map((port) => ({ service, port }))),
      { service: 'the control API', port: ports.control },
    ])
    const { table, services, leftOut } = await prepareStack({
      ...{ root, dataDir, profile, env, signal, ports, services: wanted, renderRules: options.renderRules },
      rulesDir: options.rulesDir ?? join(root, 'alert-rules'),
      onNote: (text) => onEvent({ kind: 'note', text }),
    })
    signal.throwIfAborted()
    const supervisor = createSupervisor({
      table,
      logsDir: join(dataDir, 'logs'),
      onEvent(event) {
        onEvent(event)
        const service = services.find((name) => event.kind === 'ready' && name === event.name)
        if (service) onEvent({ kind: 'answers', name: service, urls: serviceUrls(service, ports) })
      },
    })
    const control = createControlServer(supervisor)
    await listen(control, { host: '127.0.0.1', port: ports.control })
    stops.add('control API', () => closeServer(control, 500))
    const urls = urlsOf(services, ports)
    lock.setUrls(urls)
    stops.add('processes', () => supervisor.stop())
    supervisor.start()
    await supervisor.settled(signal)
    const ready = (name: string): Promise<void> => readyOrThrow(supervisor, name)
    const { channels } = routerChannels(profile, env, urls['sandbox'] ? sandboxOf(ports) : undefined)
    return {
      ...{ urls, leftOut, channels },
      stop: () => stops.run(),
      processes: () => supervisor.processes(),
      kill: (name, sent) => supervisor.signalProcess(name, sent),
      restart(name) {
        supervisor.restartProcess(name)
        return ready(name)
      },
      startProcess(name) {
        supervisor.startProcess(name)
        return ready(name)
      },
      stopProcess(name) {
        supervisor.stopProcess(name)
        return supervisor.waitFor(name, (state) => state.kind === 'stopped')
      },
    }
  } catch (error) {
    await stops.run()
    throw error
  }
}

async function readyOrThrow(supervisor: ReturnType<typeof createSupervisor>, name: string): Promise<void> {
  let reason: string | undefined
  await supervisor.waitFor(name, (state) => {
    if (state.kind === 'failed') reason = [state.failure.reason, ...state.failure.lastLines].join('\n')
    return state.kind === 'ready' || state.kind === 'failed'
  })
  if (reason !== undefined) throw new Error(`${name} ${reason}`)
}
