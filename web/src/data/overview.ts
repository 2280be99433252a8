import { useQuery } from '@tanstack/react-query'
import { polling, readJson } from './client.ts'
import type { Overview } from './contract.ts'

const isOverview = (body: unknown): body is Overview =>
  typeof body === 'object' && body !== null && 'alerts' in body && 'deliveries' in body && 'externalUrl' in body

/** Counts, version and external address. */
export const useOverview = () =>
  useQuery({
    ...polling,
    queryKey: ['overview'],
    queryFn: ({ signal }) => readJson('./console/api/overview', signal, isOverview),
  })
