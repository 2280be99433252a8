/** Whether issues could be made with these settings: only asked, nothing is made. */

import type { Finding } from '../../contract.ts'
import { fieldOf } from '../../outcome.ts'
import type { Client } from '../calls.ts'
import type { ApiResult } from '../port.ts'
import type { GithubConfig } from './config.ts'

export async function verifyGithub({
  client,
  settings,
}: {
  readonly client: Client
  readonly settings: GithubConfig
}): Promise<Finding[]> {
  const { repository, assignees } = settings
  const found = client.asked(await client.ask({ method: 'GET', path: '' }), ({ body }) =>
    fieldOf(body, 'full_name') === undefined ? undefined : body,
  )
  if (found.kind !== 'done') return [finding('problem', 'repository', `${repository}: ${whyNot(found)}`)]
  const pushes = fieldOf(fieldOf(found.value, 'permissions'), 'push') === true
  const checks = [
    finding('good', 'repository', `${repository} is there`),
    fieldOf(found.value, 'has_issues') === false ? finding('problem', 'issues', 'are switched off there') : undefined,
    fieldOf(found.value, 'archived') === true
      ? finding('problem', 'repository', 'is archived: it takes no issues')
      : undefined,
    pushes
      ? finding('good', 'labels', 'this token has push access, so labels and assignees are kept')
      : finding(
          'doubt',
          'labels',
          'this token has no push access: GitHub will drop labels and assignees, and say nothing',
        ),
  ]
  const people = await Promise.all(assignees.map((login) => assignable(client, login)))
  return [...checks, ...people].filter((one) => one !== undefined)
}

async function assignable(client: Client, login: string): Promise<Finding> {
  const asked = await client.ask({ method: 'GET', path: `/assignees/${encodeURIComponent(login)}` })
  const found = client.asked(asked, () => true)
  if (found.kind === 'done') return finding('good', 'assignees', `${login} may be assigned`)
  if (found.kind === 'gone') return finding('problem', 'assignees', `${login} cannot be assigned there`)
  return finding('doubt', 'assignees', `${login} could not be asked for: ${whyNot(found)}`)
}

function whyNot<T>(result: Exclude<ApiResult<T>, { readonly kind: 'done' }>): string {
  if (result.kind === 'failed') return result.outcome.reason ?? result.outcome.code
  return `${result.code}: there is none, or this token may not see it`
}

function finding(kind: Finding['kind'], subject: string, text: string): Finding {
  return { kind, subject, text }
}
