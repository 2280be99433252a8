/** Links that only this machine can open. */
import { isLoopback, type Logger } from '@tocsin/kit'

export function warnOfLoopback(log: Logger, externalUrl: string, grafanaUrl: string | undefined): void {
  const here = [
    { flag: '--web.external-url', url: externalUrl },
    ...(grafanaUrl === undefined ? [] : [{ flag: '--links.grafana', url: grafanaUrl }]),
  ].filter(({ url }) => isLoopback(url))
  if (here.length === 0) return
  log.warn(
    { urls: here.map(({ url }) => url) },
    `links in messages point to this machine only: no phone can open them; set ${here.map(({ flag }) => flag).join(' and ')}`,
  )
}
