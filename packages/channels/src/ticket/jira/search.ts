/**
 * Finding an issue by its label, after a call whose end nobody saw. Cloud's search lags behind; what it found is looked at
 * again by its id, which is always up to date. Source: developer.atlassian.com, "search and reconcile", 2026.
 */
import type { Answer } from '../../http.ts'
import { fieldOf } from '../../outcome.ts'
import type { Request } from '../calls.ts'
import type { ApiResult, Standing, Ticket } from '../port.ts'
import { ISSUE_KEY, type Jira, keyLabel, standingOf, ticketOf } from './issue.ts'

const MAX_RESULTS = 20

interface Found extends Ticket, Standing {
  /** Jira's own number of it; 0 where it gave none. */
  readonly number: number
}

export async function findIssue(jira: Jira, key: string): Promise<ApiResult<(Ticket & Standing) | undefined>> {
  const { client } = jira
  const found = client.asked(await client.ask(searchFor(jira, key, [])), (answer) => foundIn(jira, answer))
  if (found.kind !== 'done' || found.value.length === 0 || jira.settings.api !== 'cloud') {
    return found.kind === 'done' ? { ...found, value: best(found.value) } : found
  }
  // Found, but maybe as it was a while ago: these are now to be shown as they are.
  const ids = found.value.map(({ number }) => number).filter((number) => number > 0)
  const again = client.asked(await client.ask(searchFor(jira, key, ids)), (answer) => foundIn(jira, answer))
  return again.kind === 'done' ? { ...again, value: best(again.value) ?? best(found.value) } : again
}

function searchFor({ settings: { api, project } }: Jira, key: string, reconcileIssues: readonly number[]): Request {
  const jql = `project = ${quoted(project)} AND labels = ${quoted(keyLabel(key))} ORDER BY created ASC`
  const query = { jql, fields: ['status', 'resolution'], maxResults: MAX_RESULTS }
  if (api === 'datacenter') return { method: 'POST', path: '/search', body: query }
  return {
    method: 'POST',
    path: '/search/jql',
    body: { ...query, ...(reconcileIssues.length > 0 ? { reconcileIssues } : {}) },
  }
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, (character) => `\\${character}`)}"`
}

function foundIn({ settings }: Jira, { body }: Answer): Found[] | undefined {
  const issues = fieldOf(body, 'issues')
  if (!Array.isArray(issues)) return undefined
  return issues.flatMap((issue: unknown): Found[] => {
    const key = fieldOf(issue, 'key')
    if (typeof key !== 'string' || !ISSUE_KEY.test(key)) return []
    const number = Number(fieldOf(issue, 'id'))
    return [
      {
        ...ticketOf(settings.url, key),
        ...standingOf(fieldOf(issue, 'fields'), settings),
        number: Number.isSafeInteger(number) ? number : 0,
      },
    ]
  })
}

/** The first that is open, else the last: of two, people have seen the older one first. */
function best(found: readonly Found[]): (Ticket & Standing) | undefined {
  const one = found.find(({ closed }) => !closed) ?? found.at(-1)
  if (!one) return undefined
  const { id, url, closed, wontFix, mark } = one
  return { id, url, closed, wontFix, mark }
}
