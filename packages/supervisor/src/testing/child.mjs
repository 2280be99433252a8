// A service for tests. Options as JSON in argv[2]: { port, readyAfterMs, dieAfterMs, deaf, note, grandchild }.
import { spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { createServer } from 'node:http'

const options = JSON.parse(process.argv[2] ?? '{}')
const note = (text) => {
  if (options.note) appendFileSync(options.note, `${text} ${options.name} ${process.pid}\n`)
}
note('start')
process.stdout.write(`hello from ${options.name}\n`)
if (options.grandchild) {
  const child = spawn(process.execPath, [
    process.argv[1],
    JSON.stringify({ ...options.grandchild, note: options.note }),
  ])
  child.on('error', () => {})
}
process.on('SIGTERM', () => {
  if (options.deaf) return
  note('stop')
  process.exit(0)
})
if (options.dieAfterMs !== undefined) {
  setTimeout(() => {
    process.stdout.write('the disk is full\n')
    process.exit(3)
  }, options.dieAfterMs)
}
setTimeout(() => {
  createServer((_request, response) => response.end('ok')).listen(options.port, '127.0.0.1', () => note('ready'))
}, options.readyAfterMs ?? 0)
