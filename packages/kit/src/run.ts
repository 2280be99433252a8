/** The process around an app: signals, exit codes, one line for a failed start. Imports nothing, so telemetry stays first. */

/** What every service's `createApp` returns. `address` is known after `start`, e.g. `127.0.0.1:8081`. */
export interface App {
  start(): Promise<void>
  stop(): Promise<void>
  readonly address: string
}

type Signal = 'SIGTERM' | 'SIGINT'

/** The part of `process` that is needed here; `main.ts` passes its own. */
export interface HostProcess {
  once(signal: Signal, listener: () => void): unknown
  exit(code: number): never
  readonly stderr: { write(text: string): unknown }
}

export interface RunOptions {
  readonly name: string
  readonly process: HostProcess
  readonly create: () => App | Promise<App>
  /** Called after the app has stopped, e.g. to flush telemetry. */
  readonly afterStop?: () => Promise<void>
  /** After a signal the process ends by then, whatever hangs. */
  readonly stopTimeoutMs?: number
}

/** Starts the app, prints `msg="Listening on" address=HOST:PORT` to stderr, and stops on SIGTERM or SIGINT. */
export async function run(options: RunOptions): Promise<void> {
  const { name, process } = options
  try {
    const app = await options.create()
    await app.start()
    let stopping = false
    const stop = (): void => {
      if (stopping) return
      stopping = true
      setTimeout(() => {
        process.stderr.write(`${name}: did not stop in time, exiting\n`)
        process.exit(1)
      }, options.stopTimeoutMs ?? 9_000).unref()
      app
        .stop()
        .then(() => options.afterStop?.())
        .then(
          () => process.exit(0),
          (error: unknown) => {
            process.stderr.write(`${name}: ${describeFailure(error)}\n`)
            process.exit(1)
          },
        )
    }
    process.once('SIGTERM', stop)
    process.once('SIGINT', stop)
    // Last: who reads this may stop us at once, and is to find us able to.
    process.stderr.write(`msg="Listening on" address=${app.address} service=${name}\n`)
  } catch (error) {
    process.stderr.write(`${name}: ${describeFailure(error)}\n`)
    process.exit(1)
  }
}

/** An operator's mistake is told by its message alone; anything else keeps its stack, because it is a bug. */
function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'operator' in error && error.operator === true ? error.message : (error.stack ?? error.message)
}
