import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import { I18nextProvider } from 'react-i18next'
import { createMemoryRouter, RouterProvider } from 'react-router'
import { vi } from 'vitest'
import { Clock } from '../clock/clock.tsx'
import { createI18n } from '../i18n/index.ts'
import type { Language } from '../i18n/language.ts'
import { routes } from '../routes.tsx'
import type { Answers } from './fixtures.ts'

/** The time at which every test stands still. */
export const testNow = Date.UTC(2025, 10, 22, 18, 14, 9)

/** Shows one address of the console over a made-up router, which a test may silence and bring back. */
export function showConsole(
  address: string,
  answers: Answers,
  options: {
    readonly language?: Language
    readonly silent?: boolean
    /** `GET /api/v2/silences` → its answer, or the Response itself, for what is not of the console's own API. */
    readonly api?: Readonly<Record<string, unknown>>
  } = {},
) {
  const router = { answers: options.silent !== true }
  const asked: { readonly method: string; readonly url: string; readonly body: unknown }[] = []
  vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
    if (!router.answers) throw new TypeError('fetch failed')
    const method = init?.method ?? 'GET'
    if (!url.startsWith('./console/')) {
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
      asked.push({ method, url, body })
      const answer = options.api?.[`${method} ${url.split('?')[0]?.slice(1) ?? ''}`] ?? []
      return answer instanceof Response ? answer.clone() : new Response(JSON.stringify(answer))
    }
    const name = url.replace('./console/api/', '') as keyof Answers
    return new Response(JSON.stringify(answers[name]), { headers: { 'content-type': 'application/json' } })
  })
  const client = new QueryClient()
  const view = render(
    <I18nextProvider i18n={createI18n(options.language ?? 'en')}>
      <QueryClientProvider client={client}>
        <Clock now={testNow}>
          <RouterProvider router={createMemoryRouter(routes, { initialEntries: [address] })} />
        </Clock>
      </QueryClientProvider>
    </I18nextProvider>,
  )
  return {
    ...view,
    /** What was asked of the other APIs, in order. */
    asked,
    /** Asks the router again now instead of in two seconds. */
    poll: () => client.refetchQueries(),
    silence: () => {
      router.answers = false
    },
    answerAgain: () => {
      router.answers = true
    },
  }
}

/** For `afterEach`. */
export function endConsole(): void {
  cleanup()
  vi.unstubAllGlobals()
}
