/** Silences by Alertmanager's API, which is the one door for them. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from './ask.ts'
import { polling, readJson } from './client.ts'
import type { SilencePreview } from './contract.ts'

/** As `GET /api/v2/silences` gives it; times are RFC 3339. */
export interface Silence {
  readonly id: string
  readonly status: { readonly state: 'active' | 'pending' | 'expired' }
  readonly matchers: readonly ApiMatcher[]
  readonly startsAt: string
  readonly endsAt: string
  readonly createdBy: string
  readonly comment: string
}

export interface ApiMatcher {
  readonly name: string
  readonly value: string
  readonly isRegex: boolean
  readonly isEqual?: boolean
}

export interface PostedSilence extends Omit<Silence, 'id' | 'status'> {
  /** Of the one that is edited. */
  readonly id?: string
}

const isSilences = (body: unknown): body is readonly Silence[] => Array.isArray(body)
const isPreview = (body: unknown): body is SilencePreview =>
  typeof body === 'object' && body !== null && 'total' in body && 'alerts' in body

export const useSilences = () =>
  useQuery({
    ...polling,
    queryKey: ['silences'],
    queryFn: ({ signal }) => readJson('./api/v2/silences', signal, isSilences),
  })

/** What a silence with these matchers would mute now; not asked while there are none. */
export const usePreview = (matchers: readonly string[]) =>
  useQuery({
    ...polling,
    queryKey: ['silence-preview', ...matchers],
    enabled: matchers.length > 0,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams(matchers.map((matcher) => ['filter', matcher]))
      return readJson(`./api/tocsin/silences/preview?${query}`, signal, isPreview)
    },
  })

export function usePostSilence() {
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (silence: PostedSilence) => ask('POST', './api/v2/silences', silence),
    onSuccess: () => client.invalidateQueries(),
  })
}

export function useExpireSilence() {
  const client = useQueryClient()
  return useMutation({
    networkMode: 'always',
    mutationFn: (id: string) => ask('DELETE', `./api/v2/silence/${encodeURIComponent(id)}`),
    onSuccess: () => client.invalidateQueries(),
  })
}
