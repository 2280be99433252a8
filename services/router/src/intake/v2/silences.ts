/** `/silences` and `/silence/{silenceID}`. Source: Alertmanager `api/v2/api.go`. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setImmediate } from 'node:timers/promises'
import type { MatcherMode } from '@tocsin/rules'
import { silenceState } from '../../model/silence.ts'
import { createSilenceSorter, hasMatchers } from '../../muting/silence-list.ts'
import type { SilenceIndex } from '../../muting/silences.ts'
import type { ReadBody } from '../body.ts'
import type { Silences } from '../silences.ts'
import { answer, answerEmpty, answerProblem, refuseBody } from './answers.ts'
import { gettableSilence } from './gettable.ts'
import { readFlag, readMatchers } from './query.ts'
import { readSilenceBody } from './silence-body.ts'
import { slicesOf, streamArray } from './stream.ts'

export interface SilencesApiOptions {
  readonly silences: Silences
  readonly index: Pick<SilenceIndex, 'get' | 'list'>
  readonly readSilence: ReadBody
  /** How matchers of queries are read. */
  readonly mode: MatcherMode
  readonly now: () => number
}

/** Written in one go. */
const SLICE = 500
/** Sorted in one go. */
const SORTED_AT_ONCE = 5_000

export async function getSilences(
  { index, mode, now }: SilencesApiOptions,
  params: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const filter = readMatchers(params, 'filter', mode)
  if (!filter.ok) return answer(response, 400, filter.message)
  const at = now()
  const states = {
    active: readFlag(params, 'active'),
    expired: readFlag(params, 'expired'),
    pending: readFlag(params, 'pending'),
  }
  const sorter = createSilenceSorter(at)
  const all = index.list()
  for (let first = 0; first < all.length; first += SORTED_AT_ONCE) {
    sorter.add(
      all
        .slice(first, first + SORTED_AT_ONCE)
        .filter((silence) => states[silenceState(silence, at)] && hasMatchers(silence, filter.query)),
    )
    await setImmediate()
  }
  await streamArray(
    response,
    slicesOf(sorter.merged(), SLICE, (silence) => gettableSilence(silence, at)),
  )
}

export async function postSilence(
  { silences, readSilence }: SilencesApiOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readSilence(request)
  if (body.kind === 'gone') return
  if (body.kind === 'refused') return refuseBody(request, response, body.status, body.message)
  const read = readSilenceBody(body.bytes.toString('utf8'))
  if (!read.ok) return answerProblem(response, read.problem)
  const result = await silences.post(read.posted)
  if (result.kind === 'saved') return answer(response, 200, { silenceID: result.id })
  answer(response, result.code === 'not-found' ? 404 : 400, result.message)
}

export function getSilence({ index, now }: SilencesApiOptions, id: string, response: ServerResponse): void {
  const silence = index.get(id)
  if (!isUuid(id)) refuseId(id, response)
  else if (silence) answer(response, 200, gettableSilence(silence, now()))
  else answerEmpty(response, 404)
}

export async function deleteSilence(
  { silences }: SilencesApiOptions,
  id: string,
  response: ServerResponse,
): Promise<void> {
  if (!isUuid(id)) return refuseId(id, response)
  answerEmpty(response, (await silences.expire(id)) ? 200 : 404)
}

/** As strfmt: any version, with or without hyphens. */
function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text)
}

function refuseId(id: string, response: ServerResponse): void {
  answerProblem(response, { code: 601, message: `silenceID in path must be of type uuid: ${JSON.stringify(id)}` })
}
