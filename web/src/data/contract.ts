/** The router's read API as it states it itself: types only, the one thing the console shares with the router. */
export type {
  AlertView,
  AttemptView,
  DeliveryState,
  DeliveryView,
  GroupView,
  Overview,
  RulesView,
  TicketView,
} from '../../../services/router/src/console/contract.ts'
