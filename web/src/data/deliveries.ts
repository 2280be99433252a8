import { useQuery } from '@tanstack/react-query'
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
