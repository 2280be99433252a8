import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask, Refusal } from './ask.ts'
import { polling, readJson } from './client.ts'
import type { DeliveryView } from './contract.ts'

const isDeliveries = (body: unknown): body is readonly DeliveryView[] => Array.isArray(body)

/** What was owed to whom, with every attempt; newest first. */
export const useDeliveries = () =>
  useQuery({
    ...polling,
    queryKey: ['deliveries'],
    queryFn: ({ signal }) => readJson('./console/api/deliveries', signal, isDeliveries),
  })

/** A fresh chance for what did not arrive. */
export function useReplay() {
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: ({ id, evenIfNewer }: { readonly id: number; readonly evenIfNewer: boolean }) =>
      ask('POST', `./api/tocsin/deliveries/${id}/replay`, { evenIfNewer }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['deliveries'] }),
  })
}

/** Refused only because the receiver has newer news. */
export const overtakenBy = (error: Error): boolean =>
  error instanceof Refusal && error.status === 409 && error.message.includes('evenIfNewer')
