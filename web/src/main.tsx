import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { I18nextProvider } from 'react-i18next'
import { createHashRouter } from 'react-router'
import { RouterProvider } from 'react-router/dom'
import { TickingClock } from './clock/clock.tsx'
import { clockSkew } from './clock/skew.ts'
import { useOverview } from './data/overview.ts'
import { createBrowserI18n } from './i18n/index.ts'
import { routes } from './routes.tsx'
import './styles/tokens.css'
import './styles/base.css'
import './styles/parts.css'
import './styles/layout.css'
import './styles/overview.css'
import './styles/alerts.css'
import './styles/details.css'
import './styles/rows.css'
import './styles/forms.css'
import './styles/explain.css'
import './styles/preview.css'
import './styles/on-call.css'

/** Ages count from the router's clock: a laptop's may be wrong. */
function RouterClock({ children }: { readonly children: ReactNode }) {
  const { data, dataUpdatedAt } = useOverview()
  return <TickingClock skewMs={data === undefined ? 0 : clockSkew(data.now, dataUpdatedAt)}>{children}</TickingClock>
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

// Pages live behind #, so that the router serves plain files and no catch-all stands in the way of its APIs.
createRoot(root).render(
  <StrictMode>
    <I18nextProvider i18n={createBrowserI18n()}>
      <QueryClientProvider client={new QueryClient()}>
        <RouterClock>
          <RouterProvider router={createHashRouter(routes)} />
        </RouterClock>
      </QueryClientProvider>
    </I18nextProvider>
  </StrictMode>,
)
