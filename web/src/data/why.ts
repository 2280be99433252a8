import { useQuery } from '@tanstack/react-query'
import { ask } from './ask.ts'
import type { WhyAnswer } from './contract.ts'

export interface WhyQuestion {
  readonly filter: string
  readonly fingerprint: string
  /** RFC 3339; empty for now. */
  readonly at: string
}

/** Asked once for each question, and again every few seconds while it is about now. */
export function useWhy({ filter, fingerprint, at }: WhyQuestion) {
  const query = new URLSearchParams([
    ...(filter === '' ? [] : [['filter', filter]]),
    ...(fingerprint === '' ? [] : [['fingerprint', fingerprint]]),
    ...(at === '' ? [] : [['at', at]]),
  ])
  return useQuery({
    retry: false,
    networkMode: 'always',
    queryKey: ['why', `${query}`],
    enabled: filter !== '' || fingerprint !== '',
    refetchInterval: at === '' ? 5_000 : false,
    queryFn: async () => (await ask('GET', `./api/tocsin/why?${query}`)) as WhyAnswer,
  })
}
