import { z } from 'zod'
import { httpHeaders, httpUrl } from '../../config.ts'

/** Any system with these calls: create, find by key, comment, close, and reopen where `reopen_window` is set. */
export interface WebhookTickets {
  readonly kind: 'webhook'
  /** Where tickets are created and found; a ticket's own address is `URL/ID`. No query, no trailing slash. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}

/** An address without a path gets `/tickets`. */
const collectionUrl = httpUrl.transform((text, context) => {
  const url = new URL(text)
  if (url.search !== '' || url.hash !== '') {
    context.addIssue({ code: 'custom', message: 'must have no "?" and no "#"; credentials belong into "headers"' })
    return z.NEVER
  }
  const path = url.pathname.replace(/\/+$/, '')
  return `${url.origin}${path === '' ? '/tickets' : path}`
})

export const webhookFields = { url: collectionUrl, headers: httpHeaders }

export function webhookOf({
  url,
  headers,
}: {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
}): WebhookTickets {
  return { kind: 'webhook', url, headers }
}
