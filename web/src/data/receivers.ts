import { useMutation, useQuery } from '@tanstack/react-query'
import { ask } from './ask.ts'
import { polling, readJson } from './client.ts'
import type { RenderAnswer, SendTestAnswer } from './contract.ts'

interface Receiver {
  readonly name: string
}

const isReceivers = (body: unknown): body is readonly Receiver[] => Array.isArray(body)

export const useReceivers = () =>
  useQuery({
    ...polling,
    queryKey: ['receivers'],
    queryFn: ({ signal }) => readJson('./api/v2/receivers', signal, isReceivers),
  })

export const useSendTest = () =>
  useMutation({
    networkMode: 'always',
    mutationFn: async (receiver: string) =>
      (await ask('POST', `./api/tocsin/receivers/${encodeURIComponent(receiver)}/test`, {})) as SendTestAnswer,
  })

export const useRender = () =>
  useMutation({
    networkMode: 'always',
    mutationFn: async ({ receiver, alerts }: { readonly receiver: string; readonly alerts: unknown }) =>
      (await ask('POST', `./api/tocsin/receivers/${encodeURIComponent(receiver)}/render`, alerts)) as RenderAnswer,
  })
