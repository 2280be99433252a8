import type { RouteObject } from 'react-router'
import { RouteError } from './layout/RouteError.tsx'
import { Shell } from './layout/Shell.tsx'
import { AlertsPage } from './pages/alerts/AlertsPage.tsx'
import { DeliveriesPage } from './pages/deliveries/DeliveriesPage.tsx'
import { HistoryPage } from './pages/history/HistoryPage.tsx'
import { OnCallPage } from './pages/on-call/OnCallPage.tsx'
import { ReceiversPage } from './pages/receivers/ReceiversPage.tsx'
import { SilencesPage } from './pages/silences/SilencesPage.tsx'
import { TicketsPage } from './pages/tickets/TicketsPage.tsx'
import { WhyPage } from './pages/why/WhyPage.tsx'

/** A page that fails leaves the header, the counts and the banners standing. */
export const routes: RouteObject[] = [
  {
    path: '/',
    element: <Shell />,
    errorElement: <RouteError />,
    children: [
      {
        errorElement: <RouteError />,
        children: [
          { index: true, element: <AlertsPage /> },
          // Where Alertmanager has them: messages and dashboards link there.
          { path: 'alerts', element: <AlertsPage /> },
          { path: 'silences/new', element: <SilencesPage /> },
          { path: 'deliveries', element: <DeliveriesPage /> },
          { path: 'tickets', element: <TicketsPage /> },
          { path: 'silences', element: <SilencesPage /> },
          { path: 'history', element: <HistoryPage /> },
          { path: 'why', element: <WhyPage /> },
          { path: 'receivers', element: <ReceiversPage /> },
          { path: 'on-call', element: <OnCallPage /> },
        ],
      },
    ],
  },
]
