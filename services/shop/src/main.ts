import { run } from '@tocsin/kit/run'
import { startTelemetry } from '@tocsin/kit/telemetry'

const telemetry = startTelemetry({ serviceName: 'shop', env: process.env })
const { createApp } = await import('./app.ts')
const { readConfig } = await import('./config.ts')
await run({
  name: 'shop',
  process,
  create: () => createApp({ config: readConfig(process.env) }),
  afterStop: () => telemetry.stop(),
})
