/** Tickets in any system with these four calls: create, comment, close, find by key. README of the sandbox shows them. */
import type { Channel } from '../contract.ts'
import { type TicketConfig, ticketSchema } from './config.ts'
import { renderOpening } from './opening.ts'
import { deliver } from './send.ts'
import { creatingState, prepareState, readState } from './state.ts'

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
  // As a new ticket, whatever there is already.
  preview: (config, { notification, now }) => {
    const { title, body } = renderOpening(config, notification, creatingState(notification, 0, now), now)
    return [{ format: 'markdown', fields: { title }, content: body }]
  },
}
