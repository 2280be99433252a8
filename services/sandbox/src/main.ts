import { run } from '@tocsin/kit/run'
import { startTelemetry } from '@tocsin/kit/telemetry'

const telemetry = startTelemetry({ serviceName: 'sandbox', env: process.env })
const { createApp } = await import('./app.ts')
const { readConfig } = await import('./config.ts')
await run({
  name: 'sandbox',
  process,
  create: () => createApp({ config: readConfig(process.env) }),
  afterStop: () => telemetry.stop(),
})
