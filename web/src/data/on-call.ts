import { useQuery } from '@tanstack/react-query'
import { readJson } from './client.ts'
import type { OnCallAnswer } from './contract.ts'

const isOnCall = (body: unknown): body is OnCallAnswer =>
  typeof body === 'object' && body !== null && 'schedules' in body && 'people' in body

/** Hand-overs are hours apart; a minute is soon enough. */
const REFRESH_MS = 30_000

export const useOnCall = () =>
  useQuery({
    retry: false,
    networkMode: 'always',
    refetchInterval: REFRESH_MS,
    queryKey: ['on-call'],
    queryFn: ({ signal }) => readJson('./api/tocsin/oncall', signal, isOnCall),
  })
