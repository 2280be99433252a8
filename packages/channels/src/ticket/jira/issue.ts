/** What the calls about issues have in common. */
import { fieldOf } from '../../outcome.ts'
import type { Client } from '../calls.ts'
import type { Document } from '../document.ts'
import type { ApiResult, Standing, Ticket } from '../port.ts'
import type { JiraConfig } from './config.ts'

/** What all calls to one Jira need. */
export interface Jira {
  readonly client: Client
  readonly settings: JiraConfig
  /** As the version of the API takes it. */
  readonly write: (document: Document) => unknown
}

/** Label by which an issue is found again. */
export function keyLabel(key: string): string {
  return `alert-${key}`
}

export function standingOf(fields: unknown, { wontFix }: JiraConfig): Standing {
  const status = fieldOf(fields, 'status')
  const resolution = fieldOf(fieldOf(fields, 'resolution'), 'name')
  const name = fieldOf(status, 'name')
  const places = [resolution, name].filter((place) => typeof place === 'string')
  return {
    // The set of categories is fixed, names of statuses are not.
    closed: fieldOf(fieldOf(status, 'statusCategory'), 'key') === 'done',
    wontFix: places.some((place) => wontFix.includes(place.toLowerCase())),
    mark: String(fieldOf(status, 'id') ?? name ?? ''),
  }
}

export function assigneeOf({ api }: JiraConfig, address: string) {
  return api === 'cloud' ? { accountId: address } : { name: address }
}

export function issuePath(id: string): string {
  return `/issue/${encodeURIComponent(id)}`
}

export const ISSUE_KEY = /^[A-Za-z][A-Za-z0-9_]{0,99}-\d{1,20}$/

export function ticketOf(base: string, key: string): Ticket {
  return { id: key, url: `${base}/browse/${key}` }
}

export async function lookAt({ client, settings }: Jira, id: string): Promise<ApiResult<Standing>> {
  const result = await client.ask({ method: 'GET', path: `${issuePath(id)}?fields=status,resolution` })
  return client.asked(result, ({ body }) => {
    const fields = fieldOf(body, 'fields')
    return fieldOf(fields, 'status') === undefined ? undefined : standingOf(fields, settings)
  })
}
