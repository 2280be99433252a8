/** `tocsin dead-letters` and `tocsin replay`: what did not arrive, and a fresh chance for it. */
import { OperatorError, parseDuration } from '@tocsin/kit'
import type { DeadLetter, DeadLetters, Replayed } from '../explain/contract.ts'
import { deadLetterLines } from '../explain/dead-letter-lines.ts'
import { plain } from '../explain/words.ts'
import type { RouterClient } from '../router-client.ts'

export interface DeadLetterArguments {
  readonly client: Pick<RouterClient, 'get' | 'post'>
  readonly print: (line: string) => void
  readonly timeZone: string
}

interface Filter {
  readonly receiver: string | undefined
  /** As the router reads it: a moment; undefined is for ever. */
  readonly from: string | undefined
  readonly limit: number
}

const PAGE = 200

export async function deadLetters({ client, print, timeZone }: DeadLetterArguments, filter: Filter): Promise<number> {
  const letters = await read(client, filter)
  for (const line of letters.flatMap((letter) => deadLetterLines(letter, timeZone))) print(line)
  if (letters.length === 0) print('Nothing was refused or given up.')
  return 0
}

async function read(
  client: Pick<RouterClient, 'get'>,
  { receiver, from, limit }: Filter,
): Promise<readonly DeadLetter[]> {
  const found: DeadLetter[] = []
  let before: string | undefined
  do {
    const query = { receiver, from, before, limit: String(Math.min(limit - found.length, PAGE)) }
    const page = (await client.get('/api/tocsin/dead-letters', query)) as DeadLetters
    found.push(...page.letters)
    before = page.next === undefined ? undefined : String(page.next)
  } while (before !== undefined && found.length < limit)
  return found
}

export interface ReplayArguments extends DeadLetterArguments {
  /** Numbers of deliveries; empty for all that the filter finds. */
  readonly ids: readonly string[]
  readonly filter: Filter
  /** Although the receiver has newer news of the same group. */
  readonly evenIfNewer: boolean
}

/** Gives 0 when each of them has its fresh chance. */
export async function replay(options: ReplayArguments): Promise<number> {
  const { client, print, ids, filter, evenIfNewer } = options
  if (ids.length === 0) {
    if (filter.receiver === undefined) throw new OperatorError('say which: tocsin replay ID, or --receiver NAME')
    return replayAll(options)
  }
  for (const id of ids) {
    if (!/^\d+$/.test(id)) throw new OperatorError(`"${id}" is no number of a delivery; tocsin dead-letters lists them`)
  }
  for (const id of ids) await replayOne(client, print, id, evenIfNewer)
  return 0
}

/** Those that newer news has overtaken are named, and left. */
async function replayAll({ client, print, timeZone, filter, evenIfNewer }: ReplayArguments): Promise<number> {
  const letters = await read(client, { ...filter, limit: Number.MAX_SAFE_INTEGER })
  const overtaken = evenIfNewer ? [] : letters.filter(({ newer }) => newer !== undefined)
  // In the order in which they were to be told.
  for (const letter of letters.toReversed()) {
    if (!overtaken.includes(letter)) await replayOne(client, print, String(letter.id), evenIfNewer)
  }
  if (overtaken.length > 0) print('These stay, the receiver has newer news of them; --even-if-newer takes them along:')
  for (const line of overtaken.flatMap((letter) => deadLetterLines(letter, timeZone))) print(line)
  if (letters.length === 0) print('Nothing was refused or given up.')
  return letters.length > overtaken.length ? 0 : 1
}

async function replayOne(
  client: Pick<RouterClient, 'post'>,
  print: DeadLetterArguments['print'],
  id: string,
  evenIfNewer: boolean,
): Promise<void> {
  const answer = (await client.post(`/api/tocsin/deliveries/${id}/replay`, { evenIfNewer })) as Replayed
  const how = answer.key === 'same' ? '' : '; it was accepted before, so this is a message of its own'
  print(`${id} is owed to ${plain(answer.receiver)} again: ${plain(answer.target)}${how}`)
}

/** The moment `since` before now, as the router reads it. */
export function sinceText(since: string, now: number): string {
  const ms = parseDuration(since)
  if (ms === undefined) throw new OperatorError(`--since: "${since}" is no duration; write 30m, 1h or 2d`)
  return String(now - ms)
}
