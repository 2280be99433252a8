/** Jira Cloud and Data Center. */
import { addressOf } from '../calls.ts'
import type { Document } from '../document.ts'
import type { ApiResult, CallContext, Moved, TicketSystem } from '../port.ts'
import { toAdf } from '../text/adf.ts'
import { toWiki } from '../text/wiki.ts'
import { jiraClient } from './client.ts'
import type { JiraConfig } from './config.ts'
import { createIssue } from './create.ts'
import { assigneeOf, issuePath, type Jira, lookAt } from './issue.ts'
import { findIssue } from './search.ts'
import { moveIssue } from './transitions.ts'
import { verifyJira } from './verify.ts'

/** Jira Cloud: seconds, sometimes minutes. Data Center has its index beside it; a node may lag behind another. */
const SEARCH_LAG_MS = { cloud: 300_000, datacenter: 60_000 }

export function jiraSystem(settings: JiraConfig, timeoutMs: number, context: CallContext): TicketSystem {
  const client = jiraClient(settings, timeoutMs, context)
  const jira: Jira = { client, settings, write: settings.api === 'cloud' ? toAdf : toWiki }
  const noted = async (id: string, note: Document | undefined, then: () => Promise<ApiResult<Moved>>) => {
    if (note) {
      const said = await comment(jira, id, note)
      if (said.kind !== 'done') return said
    }
    const moved = await then()
    return moved.kind === 'failed' ? { ...moved, noted: true as const } : moved
  }
  return {
    searchLagMs: SEARCH_LAG_MS[settings.api],
    find: (key) => findIssue(jira, key),
    create: (ticket) => createIssue(jira, ticket),
    look: (id) => lookAt(jira, id),
    comment: (id, note) => comment(jira, id, note),
    close: (id, note) => noted(id, note, () => moveIssue(jira, id, 'close')),
    // First moved, then told: a note on an issue that stays closed would be read by nobody.
    async reopen(id, note) {
      const moved = await moveIssue(jira, id, 'reopen')
      if (moved.kind !== 'done' || moved.value.why !== '' || !note) return moved
      const said = await comment(jira, id, note)
      return said.kind === 'done' ? moved : said
    },
    assign(id, people) {
      const address = addressOf(people, 'jira')
      return address === undefined ? undefined : assign(jira, id, address)
    },
    verify: () => verifyJira(jira),
  }
}

async function comment({ client, write }: Jira, id: string, note: Document): Promise<ApiResult<true>> {
  const body = { body: write(note) }
  return client.result(await client.ask({ method: 'POST', path: `${issuePath(id)}/comment`, body }), () => true)
}

async function assign({ client, settings }: Jira, id: string, address: string): Promise<ApiResult<true>> {
  const body = assigneeOf(settings, address)
  const result = await client.ask({ method: 'PUT', path: `${issuePath(id)}/assignee`, body })
  return client.result(result, () => true)
}
