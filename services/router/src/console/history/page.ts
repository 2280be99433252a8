/** One page of the history, from a query to its answer. */
import { matches } from '@tocsin/rules'
import { HISTORY_KINDS } from '../../store/history.ts'
import type { HistoryCursor, HistoryQuery } from '../../store/history-port.ts'
import type { RouterStore } from '../../store/port.ts'
import type { HistoryPage } from '../contract.ts'
import { BadQuery, matchersIn, numberIn, oneOf, textIn, timeIn } from '../query.ts'
import { lastChanges } from '../why/answer.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 500
const MAX_EVENTS = 20_000
/** Of the alerts that a filter finds: more would be another question. */
const MAX_ALERTS = 1_000
const OUTCOMES = ['sending', 'sent', 'retry', 'reject', 'unknown'] as const

export async function historyPage(
  store: RouterStore,
  query: Readonly<Record<string, unknown>>,
  now: number,
): Promise<HistoryPage> {
  const until = timeIn(query, 'to') ?? now
  const kind = oneOf(query, 'kind', HISTORY_KINDS)
  const limit = numberIn(query, 'limit', MAX_LIMIT) ?? DEFAULT_LIMIT
  const asked: HistoryQuery = {
    from: timeIn(query, 'from') ?? 0,
    until,
    kinds: kind ? [kind] : HISTORY_KINDS,
    fingerprints: await fingerprintsIn(store, query, until),
    receiver: textIn(query, 'receiver'),
    outcome: oneOf(query, 'outcome', OUTCOMES),
    after: cursorOf(textIn(query, 'cursor')),
    limit,
  }
  const found = await store.history({ ...asked, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const last = shown.at(-1)?.cursor
  return {
    entries: shown.map(({ entry, cursor }) => ({ ...entry, key: printCursor(cursor) })),
    ...(found.length > limit && last ? { next: printCursor(last) } : {}),
  }
}

async function fingerprintsIn(
  store: RouterStore,
  query: Readonly<Record<string, unknown>>,
  until: number,
): Promise<readonly string[] | undefined> {
  const fingerprint = textIn(query, 'fingerprint')
  if (fingerprint !== undefined) return [fingerprint]
  const matchers = matchersIn(query)
  if (matchers.length === 0) return undefined
  const alertname = matchers.find(({ name, op, value }) => name === 'alertname' && op === '=' && value !== '')?.value
  const events = await store.alertEvents({ alertname, fingerprint: undefined, until, limit: MAX_EVENTS })
  return lastChanges(events.filter(({ labels }) => matches(matchers, labels)))
    .slice(0, MAX_ALERTS)
    .map((event) => event.fingerprint)
}

const printCursor = ({ at, kind, id }: HistoryCursor): string => `${at}.${kind}.${id}`

function cursorOf(text: string | undefined): HistoryCursor | undefined {
  if (text === undefined) return undefined
  const [, at, kind, id] = /^(\d{1,16})\.([a-z]+)\.(\d{1,16})$/.exec(text) ?? []
  const known = HISTORY_KINDS.find((one) => one === kind)
  if (at === undefined || id === undefined || !known) {
    throw new BadQuery('cursor: not one of ours; take "next" of the page before')
  }
  return { at: Number(at), kind: known, id: Number(id) }
}
