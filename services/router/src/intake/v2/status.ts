/** `GET /status` and `GET /receivers`. Source: Alertmanager `api/v2/openapi.yaml`. */
import type { ServerResponse } from 'node:http'
import { type Labels, type MatcherMode, matches, type RouterConfig } from '@tocsin/rules'
import type { LiveConfig } from '../../loop/live-config.ts'
import { STANDS_FOR } from '../../model/stands-for.ts'
import { projectConfig } from '../projection.ts'
import { answer } from './answers.ts'
import { readReceiverMatchers } from './query.ts'

export interface StatusOptions {
  readonly live: () => LiveConfig
  readonly mode: MatcherMode
  readonly startedAt: number
  /** Of the program. */
  readonly version: string
  /** Of this router among others. */
  readonly peer: () => { readonly name: string; readonly address: string }
}

export function getStatus({ live, startedAt, version, peer }: StatusOptions, response: ServerResponse): void {
  const { name, address } = peer()
  answer(response, 200, {
    cluster: { name, status: 'ready', peers: [{ name, address }] },
    config: { original: projectConfig(live()) },
    uptime: new Date(startedAt).toISOString(),
    versionInfo: {
      version: STANDS_FOR,
      revision: `tocsin-${version}`,
      branch: 'tocsin',
      buildUser: '',
      buildDate: '',
      goVersion: '',
    },
  })
}

export function getReceivers(
  { live, mode }: Pick<StatusOptions, 'live' | 'mode'>,
  params: URLSearchParams,
  response: ServerResponse,
): void {
  const read = readReceiverMatchers(params, mode)
  if (!read.ok) {
    answer(response, 400, read.message)
    return
  }
  const { router } = live()
  const receivers = router.receivers.map(({ name }) => ({ name, labels: labelsOfReceiver(router, name) }))
  answer(
    response,
    200,
    receivers.filter(({ labels }) => matches(read.query, labels)),
  )
}

/** Its name is one of them. */
export function labelsOfReceiver(_router: RouterConfig, name: string): Labels {
  return { name }
}
