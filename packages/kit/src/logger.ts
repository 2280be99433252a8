import { pino } from 'pino'

/** The calls that our code makes: `log.info({ orderId }, 'order placed')`, `log.error({ err }, 'what failed')`. */
export type Logger = Pick<pino.Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'>

/**
 * JSON lines on stdout: time (RFC 3339), level by name, service, msg, and trace_id and span_id inside a request.
 * Never pass an HTTP client's error as `err`: it carries URL and headers, and with them secrets.
 */
export function createLogger(service: string, level = 'info'): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  })
}

/** A logger that says nothing, for tests. */
export function silentLogger(): Logger {
  return pino({ level: 'silent' })
}
