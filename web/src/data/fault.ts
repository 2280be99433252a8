import { type Query, useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

/** `since` is the time of the oldest data on the screen, or undefined when nothing has ever arrived. */
export type ApiFault = { readonly kind: 'none' } | { readonly kind: 'silent'; readonly since: number | undefined }

/** Whether the data on the screen is old, and since when. One banner speaks for all resources in use. */
export function useApiFault(): ApiFault {
  const cache = useQueryClient().getQueryCache()
  const subscribe = useCallback((onChange: () => void) => cache.subscribe(onChange), [cache])
  const oldest = useSyncExternalStore(subscribe, () => oldestFailing(cache.getAll()))
  if (oldest === undefined) return { kind: 'none' }
  return { kind: 'silent', since: oldest === 0 ? undefined : oldest }
}

/** Compares times, not status: a query without data goes back to "pending" on every poll, and the banner would flicker. */
function oldestFailing(queries: readonly Query[]): number | undefined {
  const failing = queries.filter(
    (query) => query.getObserversCount() > 0 && query.state.errorUpdatedAt > query.state.dataUpdatedAt,
  )
  if (failing.length === 0) return undefined
  return Math.min(...failing.map((query) => query.state.dataUpdatedAt))
}
