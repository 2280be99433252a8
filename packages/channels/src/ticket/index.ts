/** Tickets in any system with these four calls: create, comment, close, find by key. README of the sandbox shows them. */
import type { Channel } from '../contract.ts'
import { type TicketConfig, ticketSchema } from './config.ts'
import { deliver } from './send.ts'
import { prepareState, readState } from './state.ts'

export const ticketChannel: Channel<TicketConfig> = {
  type: 'ticket',
  schema: ticketSchema,
  traits: (config) => ({
    updateOnChange: true,
    updateIntervalMs: config.updateIntervalMs,
    repeats: false,
    sendResolved: config.sendResolved,
    keepsOpening: true,
  }),
  describe: ({ url }) => `ticket ${new URL(url).host}`,
  prepare: (_config, { priorState, notification, now }) =>
    prepareState(readState(priorState), notification, now) ?? null,
  send: deliver,
}
