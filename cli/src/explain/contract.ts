/** The router's own read API as the router states it: types only, the one thing that the command line shares with it. */
export type {
  AcknowledgeAnswer,
  AdoptAnswer,
  AdoptRequest,
  AlertWhy,
  DeadLetter,
  DeadLetters,
  DeliveryView,
  GroupView,
  GroupWhy,
  HistoryEntry,
  HistoryPage,
  RenderAnswer,
  Replayed,
  RouteWhy,
  SendTestAnswer,
  WhyAnswer,
} from '../../../services/router/src/console/contract.ts'
