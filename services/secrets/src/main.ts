/** Runs once and ends: no telemetry, no listening. The folder of all secrets is the only argument. */

const { messageOf } = await import('@tocsin/kit')
const { makeSecrets } = await import('./app.ts')

try {
  for (const line of makeSecrets(process.argv[2] ?? '/secrets')) process.stdout.write(`${line}\n`)
} catch (error) {
  process.stderr.write(`secrets: ${messageOf(error)}\n`)
  process.exitCode = 1
}
