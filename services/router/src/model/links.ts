/**
 * Addresses of pages in Grafana's Explore, with the datasource uids that Tocsin provisions (`loki`, `tempo`). Pure.
 * Source: Grafana `public/app/features/explore/hooks/useStateSync/migrators/v1.ts`, schema version 1, in Grafana 10 to 13:
 * times are texts, and a query without a datasource has that of its pane.
 */
import type { Evidence } from '@tocsin/channels'

/** When it happened; milliseconds since the epoch. */
type Seen = Pick<Evidence, 'firstAt' | 'lastAt'>

/** Before and after: what led to it, what followed, and the clocks that differ. */
const MARGIN_MS = 300_000

/** `query` is LogQL. */
export function logSearchUrl(grafanaUrl: string, query: string, seen: Seen): string {
  return exploreUrl(grafanaUrl, 'loki', { expr: query, queryType: 'range', editorMode: 'code' }, seen)
}

/** Where each trace of the evidence can be looked at: trace id → address. Ids that no trace can have are left out. */
export function traceUrls(
  grafanaUrl: string,
  evidence: Seen & Pick<Evidence, 'traceIds'>,
): Readonly<Record<string, string>> {
  const ids = evidence.traceIds.filter((id) => /^[0-9a-f]{16,32}$/i.test(id))
  return Object.fromEntries(
    ids.map((id) => [id, exploreUrl(grafanaUrl, 'tempo', { queryType: 'traceql', query: id }, evidence)]),
  )
}

function exploreUrl(
  grafanaUrl: string,
  datasource: 'loki' | 'tempo',
  query: Readonly<Record<string, string>>,
  { firstAt, lastAt }: Seen,
): string {
  const range = { from: String(firstAt - MARGIN_MS), to: String(lastAt + MARGIN_MS) }
  const panes = JSON.stringify({ toc: { datasource, queries: [{ refId: 'A', ...query }], range } })
  // Encodes all but letters, digits and *-._ so that no reader of the message takes a part of it for its own markup.
  return `${grafanaUrl}/explore?${new URLSearchParams({ schemaVersion: '1', panes, orgId: '1' })}`
}
