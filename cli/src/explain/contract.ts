/** The router's own read API as the router states it: types only, the one thing that the command line shares with it. */
export type {
  AdoptAnswer,
  AdoptRequest,
  AlertWhy,
  DeliveryView,
  GroupWhy,
  HistoryEntry,
  HistoryPage,
  RouteWhy,
  SendTestAnswer,
  WhyAnswer,
} from '../../../services/router/src/console/contract.ts'
