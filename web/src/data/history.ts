import { useInfiniteQuery } from '@tanstack/react-query'
import { ask } from './ask.ts'
import type { HistoryPage } from './contract.ts'

/** Names and values of the API's query; empty values are left out. */
export type HistoryFilter = Readonly<Record<'filter' | 'kind' | 'receiver' | 'outcome' | 'from' | 'to', string>>

/** Newest first. Older pages are read when asked for; nothing moves while somebody reads. */
export function useHistory(filter: HistoryFilter) {
  const chosen = Object.entries(filter).filter(([, value]) => value !== '')
  return useInfiniteQuery({
    retry: false,
    networkMode: 'always',
    queryKey: ['history', `${new URLSearchParams(chosen)}`],
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      const query = new URLSearchParams(pageParam === '' ? chosen : [...chosen, ['cursor', pageParam]])
      return (await ask('GET', `./api/tocsin/history?${query}`)) as HistoryPage
    },
    getNextPageParam: (page) => page.next,
  })
}
