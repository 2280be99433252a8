export { formatDuration, parseDuration } from './duration.ts'
export { type Env, readVariables } from './env.ts'
export { codeOf, messageOf, OperatorError, readBoth } from './errors.ts'
export { answerFailures } from './failures.ts'
export { escapeHtml } from './html.ts'
export { closeServer, type ListenAddress, listen, parseListenAddress } from './http.ts'
export { createLogger, type Logger, silentLogger } from './logger.ts'
export { createRegistry, type MetricsRegistry, metricsHandler } from './metrics.ts'
export { traceOutgoing } from './outgoing.ts'
export {
  ConfigProblems,
  checkSchema,
  formatProblem,
  type Path,
  type Problem,
  readYaml,
  type Source,
} from './problems.ts'
export { findOnPath, foldersOf, isProgram } from './programs.ts'
export { SERVICE_NAMESPACE } from './resource.ts'
export { type Scheduler, startScheduler } from './scheduler.ts'
export { readSecretFile } from './secret-file.ts'
export { createStops, type Stops } from './stops.ts'
export { isLoopback, parseBaseUrl, parseOptionalBaseUrl } from './url.ts'
