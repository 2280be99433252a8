import { run } from '@tocsin/kit/run'
import { startTelemetry } from '@tocsin/kit/telemetry'

const telemetry = startTelemetry({ serviceName: 'rules', env: process.env })
const { createLogger } = await import('@tocsin/kit')
const { createApp } = await import('./app.ts')
const { readConfig } = await import('./config.ts')
await run({
  name: 'rules',
  process,
  create: () => createApp({ config: readConfig(process.env), env: process.env, log: createLogger('rules') }),
  afterStop: () => telemetry.stop(),
})
