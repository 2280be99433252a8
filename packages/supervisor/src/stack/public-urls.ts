/** Where people reach the pages of the stack: links in messages lead there. Not always where the pages listen. */

import { parseBaseUrl, parseOptionalBaseUrl, readVariables } from '@tocsin/kit'
import type { Env } from './channels.ts'
import type { StackPorts } from './ports.ts'

export interface PublicUrls {
  readonly router: string
  readonly prometheus: string
  /** The stack has no Grafana of its own here: undefined unless the user names one. */
  readonly grafana: string | undefined
}

/** The user's variables, else the loopback addresses. Throws OperatorError that names every variable that holds no address. */
export function publicUrls(env: Env, ports: StackPorts): PublicUrls {
  const local = (port: number): string => `http://127.0.0.1:${port}`
  return readVariables(env, {
    router: { name: 'TOCSIN_EXTERNAL_URL', fallback: local(ports.router), parse: parseBaseUrl },
    prometheus: { name: 'TOCSIN_PROMETHEUS_URL', fallback: local(ports.prometheus), parse: parseBaseUrl },
    grafana: { name: 'TOCSIN_GRAFANA_URL', fallback: '', parse: parseOptionalBaseUrl },
  })
}
