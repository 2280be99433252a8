/** Tickets in Jira, GitHub, ZenTao, or any system with a few plain calls (`system: webhook`). */
import { createHash } from 'node:crypto'
import type { Channel, Preview } from '../contract.ts'
import { type TicketConfig, ticketSchema } from './config.ts'
import { renderOpening } from './opening.ts'
import { deliver, planFor } from './send.ts'
import { creatingState } from './state.ts'
import { systemOf } from './system.ts'
import { toAdf } from './text/adf.ts'
import { toHtml } from './text/html.ts'
import { toMarkdown } from './text/markdown.ts'
import { toWiki } from './text/wiki.ts'
import { MAX_BODY } from './webhook/system.ts'

export const ticketChannel: Channel<TicketConfig> = {
  type: 'ticket',
  schema: ticketSchema,
  traits: (config) => ({
    updateOnChange: true,
    disturbs: 'silent',
    updateIntervalMs: config.updateIntervalMs,
    repeats: false,
    sendResolved: config.sendResolved,
    keepsOpening: true,
    showsAcknowledgement: true,
    ...rateLimitOf(config),
  }),
  describe: ({ system }) => {
    const host = new URL(system.url).host
    if (system.kind === 'webhook') return `ticket ${host}`
    if (system.kind === 'jira') return `ticket ${host} ${system.project}`
    return `ticket ${host} ${system.kind === 'github' ? system.repository : `product ${system.product}`}`
  },
  prepare: (config, context) => planFor(config, context).state ?? null,
  send: deliver,
  // As a new ticket, whatever there is already.
  preview: (config, { notification, now }) => {
    const { title, body } = renderOpening(config, notification, creatingState(notification, 0, now), now)
    return [{ ...previewOf(config, body), fields: { title } }]
  },
  verify: (config) => systemOf(config, { idempotencyKey: 'verify', now: 0 }).verify(),
}

function previewOf({ system }: TicketConfig, body: ReturnType<typeof renderOpening>['body']): Omit<Preview, 'fields'> {
  if (system.kind === 'zentao') return { format: 'html', content: toHtml(body) }
  if (system.kind !== 'jira') return { format: 'markdown', content: toMarkdown(body, MAX_BODY) }
  if (system.api === 'datacenter') return { format: 'text', content: toWiki(body) }
  return { format: 'json', content: JSON.stringify(toAdf(body), null, 2) }
}

/** GitHub takes 80 writes a minute and 500 an hour from one account; an end takes two. Source: its docs, "Rate limits". */
const GITHUB_LIMIT = { limit: 40, windowMs: 60_000 }

function rateLimitOf({ system }: TicketConfig) {
  if (system.kind !== 'github') return {}
  const account = createHash('sha256').update(system.token).digest('hex').slice(0, 12)
  return { rateLimit: { key: `github ${new URL(system.url).host} ${account}`, ...GITHUB_LIMIT } }
}
