import { useQuery } from '@tanstack/react-query'
import { polling, readJson } from './client.ts'
import type { GroupView } from './contract.ts'

const isGroups = (body: unknown): body is readonly GroupView[] => Array.isArray(body)

/** Alert groups with their alerts. */
export const useGroups = () =>
  useQuery({
    ...polling,
    queryKey: ['groups'],
    queryFn: ({ signal }) => readJson('./console/api/groups', signal, isGroups),
  })
