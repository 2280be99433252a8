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
  const receivers = [...labelsOfReceivers(live().router)].map(([name, labels]) => ({ name, labels }))
  answer(
    response,
    200,
    receivers.filter(({ labels }) => matches(read.query, labels)),
  )
}

/** By name, which is one of the labels. */
export function labelsOfReceivers({ receivers }: RouterConfig): ReadonlyMap<string, Labels> {
  return new Map(receivers.map(({ name, labels }) => [name, { ...labels, name }]))
}
