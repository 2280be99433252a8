/** The log engine's thread: unpacks, decodes and evaluates bodies one after another, and keeps the engine's time going. */
import { parentPort, workerData } from 'node:worker_threads'
import { gunzipSync } from 'node:zlib'
import { codeOf, messageOf } from '@tocsin/kit'
import type { LogAlert } from './contract.ts'
import { createEngine, type EngineStats } from './engine.ts'
import { decodeLogs, OtlpError } from './otlp.ts'
import type { Answer, BodyEncoding, FromWorker, ToWorker, WorkerSettings } from './protocol.ts'

const port = parentPort
if (!port) throw new Error('worker.ts runs in a worker thread only')
const { rules, grafanaUrl, maxBodyBytes, advanceEveryMs } = workerData as WorkerSettings
const engine = createEngine(rules, { grafanaUrl })
let clockOffsetMs = 0
let lastStats: EngineStats | undefined

const now = (): number => Date.now() + clockOffsetMs
const post = (message: FromWorker): void => port.postMessage(message)

function tell(alerts: LogAlert[]): void {
  if (alerts.length > 0) post({ kind: 'alerts', alerts })
}

function tellStats(): void {
  const stats = engine.stats()
  if (JSON.stringify(stats) === JSON.stringify(lastStats)) return
  lastStats = stats
  post({ kind: 'stats', stats })
}

function evaluate(body: Uint8Array, encoding: BodyEncoding): Answer {
  try {
    const bytes = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body
    const at = now()
    const { records, ...rest } = decodeLogs(new TextDecoder().decode(bytes), at)
    tell(engine.ingest(records, at))
    return { kind: 'done', accepted: records.length, ...rest }
  } catch (error) {
    if (error instanceof OtlpError) return { kind: 'malformed', message: error.message }
    const code = codeOf(error)
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      return { kind: 'too-large', message: `the body is larger than ${maxBodyBytes} bytes when unpacked` }
    }
    if (code?.startsWith('Z_')) return { kind: 'malformed', message: `the body is no gzip: ${messageOf(error)}` }
    return { kind: 'failed', message: messageOf(error) }
  }
}

// A stopped process runs late timers once, not many times, so the engine sees one long step.
const timer = setInterval(() => {
  tell(engine.advance(now()))
  tellStats()
}, advanceEveryMs)

port.on('message', (message: ToWorker) => {
  switch (message.kind) {
    case 'ingest':
      clockOffsetMs = message.clockOffsetMs
      // Alerts leave before the answer: accepted means evaluated.
      post({ kind: 'answer', id: message.id, answer: evaluate(message.body, message.encoding) })
      return
    case 'reload':
      tell(engine.reload(message.rules, now()))
      return
    case 'stop':
      clearInterval(timer)
      tellStats()
      port.close()
  }
})
