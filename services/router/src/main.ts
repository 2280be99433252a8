import { run } from '@tocsin/kit/run'
import { startTelemetry } from '@tocsin/kit/telemetry'

const telemetry = startTelemetry({
  serviceName: 'router',
  env: process.env,
  // The key of a robot is part of its URL.
  traceOutgoing: false,
  plainRoutes: ['/api/v2/alerts'],
  // Whoever has a link may use it.
  secretInPath: /(?<=\/act\/)[^/]+/,
})
const { setFlagsFromString } = await import('node:v8')
// Alerts are in the store, and what is in the heap is nearly all short-lived. V8 would let it grow to several times what is
// in use before it looks, and the young part to 128 MB.
for (const flag of ['--semi-space-growth-factor=1', '--heap-growing-percent=40']) setFlagsFromString(flag)
const { fileURLToPath } = await import('node:url')
const { createLogger } = await import('@tocsin/kit')
const { readCommandLine } = await import('./settings.ts')
const { createApp, VERSION } = await import('./app.ts')

const LAST_ANSWERS_MS = 500

await run({
  name: 'router',
  process,
  create: async () => {
    const warn = (message: string): unknown => process.stderr.write(`router: ${message}\n`)
    const commandLine = readCommandLine(process.argv.slice(2), VERSION, warn)
    if (commandLine.kind === 'say') {
      process.stdout.write(commandLine.text)
      process.exit(0)
    }
    const { settings } = commandLine
    const log = createLogger('router', settings.logLevel)
    const app = await createApp({
      settings,
      env: process.env,
      log,
      pagesDir: fileURLToPath(new URL('../../../web/dist', import.meta.url)),
      onFatal: (error) => {
        log.fatal(
          { reason: error.message },
          'the database cannot be used any more; ending, to recover from it at the next start',
        )
        // Until then every sender that is connected hears a 503 instead of a broken connection.
        setTimeout(() => process.exit(70), LAST_ANSWERS_MS)
      },
    })
    process.on('SIGHUP', () => {
      // The refusal is logged and counted by reload itself.
      app.reload().catch(() => {})
    })
    return app
  },
  afterStop: () => telemetry.stop(),
})
