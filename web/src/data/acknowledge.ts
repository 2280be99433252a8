/** Who has a group: said, and taken back. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from './ask.ts'

const path = (groupId: number): string => `./api/tocsin/groups/${groupId}/acknowledge`

export function useAcknowledge(groupId: number) {
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (by: string) => ask('POST', path(groupId), { by, via: 'console' }),
    onSuccess: () => client.invalidateQueries(),
  })
}

export function useTakeBack(groupId: number) {
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (by: string) => ask('DELETE', path(groupId), { by, via: 'console' }),
    onSuccess: () => client.invalidateQueries(),
  })
}
