/** The log engine, with its alerts on disk: whoever sent the records hears a 200 when what they caused is stored. */
import type { Logger } from '@tocsin/kit'
import type { LogRule } from '@tocsin/rules'
import type { Intake } from '../intake/accept.ts'
import { type LogEngine, startLogEngine } from './engine-thread.ts'
import { LogEngineError } from './protocol.ts'
import { reportOf } from './report.ts'

export interface StoredLogsOptions {
  readonly rules: readonly LogRule[]
  readonly accept: Intake['accept']
  readonly now: () => number
  readonly grafanaUrl: string | undefined
  readonly log: Logger
}

export function startStoredLogs({ rules, accept, now, grafanaUrl, log }: StoredLogsOptions): LogEngine {
  let stored: Promise<void> = Promise.resolve()
  const engine = startLogEngine({
    rules,
    onAlerts: (alerts) => {
      stored = accept(alerts.map((alert) => reportOf(alert, now())))
      stored.catch((error: unknown) => log.error({ err: error }, 'log alerts could not be stored'))
    },
    onCrash: (error) => log.error({ err: error }, 'the log engine ended; starting it again'),
    grafanaUrl,
  })
  return {
    reload: engine.reload,
    stop: engine.stop,
    get stats() {
      return engine.stats
    },
    async ingest(body, encoding) {
      const result = await engine.ingest(body, encoding)
      await stored.catch(() => {
        throw new LogEngineError('unavailable', 'the alerts of these records could not be stored; send them again')
      })
      return result
    },
  }
}
