import type { CompiledText, TemplateSet } from '@tocsin/template'
import { z } from 'zod'
import { type CommonConfig, commonFields, commonOf, duration, httpHeaders, httpUrl } from '../config.ts'
import { defaultTemplates, templateText } from '../templated.ts'

export interface TicketConfig extends CommonConfig {
  /** Where tickets are created and found; a ticket's own address is `URL/ID`. No query, no trailing slash. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly updateIntervalMs: number
  /** `auto`: yes for tickets from metrics, no for those from logs, which hold lines that somebody must look at. */
  readonly closeOnEnd: 'auto' | boolean
  /** Instead of our own, as is `description`; notes and ends stay our own. */
  readonly title: CompiledText | undefined
  readonly description: CompiledText | undefined
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

export function ticketSchema(templates: TemplateSet = defaultTemplates()) {
  return z
    .strictObject({
      ...commonFields('en'),
      url: collectionUrl,
      headers: httpHeaders,
      update_interval: duration(0, 86_400_000).prefault('5m'),
      close_on_end: z.union([z.literal('auto'), z.boolean()], { error: 'must be auto, true or false' }).default('auto'),
      title: templateText(templates).optional(),
      description: templateText(templates).optional(),
    })
    .transform(({ url, headers, update_interval, close_on_end, title, description, ...fields }): TicketConfig => {
      const own = { url, headers, updateIntervalMs: update_interval, closeOnEnd: close_on_end }
      return { ...commonOf(fields), ...own, title, description }
    })
}
