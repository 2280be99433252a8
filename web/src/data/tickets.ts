import { useQuery } from '@tanstack/react-query'
import { polling, readJson } from './client.ts'
import type { TicketView } from './contract.ts'

const isTickets = (body: unknown): body is readonly TicketView[] => Array.isArray(body)

/** Tickets the router opened, one per receiver and group labels. */
export const useTickets = () =>
  useQuery({
    ...polling,
    queryKey: ['tickets'],
    queryFn: ({ signal }) => readJson('./console/api/tickets', signal, isTickets),
  })
