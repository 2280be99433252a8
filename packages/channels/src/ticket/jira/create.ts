/** `POST issue`. */
import type { Answer } from '../../http.ts'
import { fieldOf } from '../../outcome.ts'
import { addressOf } from '../calls.ts'
import { filled, ofSeverity } from '../fields.ts'
import type { ApiResult, NewTicket, Ticket } from '../port.ts'
import { errorsIn } from './client.ts'
import { assigneeOf, ISSUE_KEY, type Jira, keyLabel, lookAt, ticketOf } from './issue.ts'

/** A ticket without these is better than none; without the others it would not be the one that was asked for. */
const MAY_LACK = ['assignee', 'priority', 'components']

type Made = Ticket & { readonly mark: string }

export async function createIssue(jira: Jira, ticket: NewTicket): Promise<ApiResult<Made>> {
  const { client } = jira
  const fields = fieldsOf(jira, ticket)
  const post = (sent: object) => client.ask({ method: 'POST', path: '/issue', body: { fields: sent } })
  const first = await post(fields)
  // Jira refuses as a whole, and has made nothing.
  const wrong = first.kind === 'answer' && first.status === 400 ? Object.keys(errorsIn(first.body)) : []
  const lacks = wrong.filter((name) => MAY_LACK.includes(name) && name in fields)
  if (lacks.length === 0 || lacks.length < wrong.length) {
    return placed(
      jira,
      client.result(first, (answer) => madeIn(jira, answer)),
    )
  }
  const rest = Object.fromEntries(Object.entries(fields).filter(([name]) => !lacks.includes(name)))
  const second = client.result(await post(rest), (answer) => madeIn(jira, answer))
  const refused = client.failed(first).outcome.reason
  if (second.kind !== 'done') return second
  return placed(jira, { ...second, lacks: [`made without ${lacks.join(', ')}: ${refused}`] })
}

/** The answer does not say in which status it begins; without an answer to that, nobody is seen to move it. */
async function placed(jira: Jira, made: ApiResult<Made>): Promise<ApiResult<Made>> {
  if (made.kind !== 'done') return made
  const standing = await lookAt(jira, made.value.id)
  return standing.kind === 'done' ? { ...made, value: { ...made.value, mark: standing.value.mark } } : made
}

function fieldsOf({ settings, write }: Jira, ticket: NewTicket): Record<string, unknown> {
  const { project, issueType, labels, components, priority, assignee, fields } = settings
  const level = ofSeverity(priority, ticket.severity)
  const person = addressOf(ticket.people, 'jira') ?? assignee
  const own = fields.map(([name, value]) => [name, filled(value, `fields.${name}`, ticket.fill)] as const)
  return {
    ...Object.fromEntries(own.filter(([, value]) => value !== undefined)),
    project: { key: project },
    issuetype: /^\d+$/.test(issueType) ? { id: issueType } : { name: issueType },
    summary: ticket.title,
    description: write(ticket.body),
    labels: [...new Set([...ticket.labels, ...labels, keyLabel(ticket.key)])],
    ...(components.length > 0 ? { components: components.map((name) => ({ name })) } : {}),
    ...(level === undefined ? {} : { priority: { name: level } }),
    ...(person === undefined ? {} : { assignee: assigneeOf(settings, person) }),
  }
}

function madeIn({ settings }: Jira, { body }: Answer): Made | undefined {
  const key = fieldOf(body, 'key')
  return typeof key === 'string' && ISSUE_KEY.test(key) ? { ...ticketOf(settings.url, key), mark: '' } : undefined
}
