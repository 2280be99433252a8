/** Source: developer.atlassian.com, REST API versions 2 and 3; the search shows an issue when it has been indexed. */
import { answer, type Reply, type Seen } from '../../testing/provider.ts'
import { at, type FakeTicket, listAt, parsed, type Tracker } from './tracker.ts'

interface JiraIssue extends FakeTicket {
  readonly number: number
  readonly fields: unknown
  status: keyof typeof STATUSES
  resolution: string | null
}

const STATUSES = {
  'To Do': { id: '1', name: 'To Do', statusCategory: { key: 'new' } },
  'In Progress': { id: '2', name: 'In Progress', statusCategory: { key: 'indeterminate' } },
  Done: { id: '3', name: 'Done', statusCategory: { key: 'done' } },
  Archived: { id: '4', name: 'Archived', statusCategory: { key: 'done' } },
}

export interface JiraOptions {
  readonly api: 'cloud' | 'datacenter'
  /** How long an issue cannot be searched for. */
  readonly lagMs: number
  /** Fields that an issue must have. */
  readonly required?: readonly string[]
  readonly assignable?: readonly string[]
  /** Names of transitions that the workflow has; all without. */
  readonly transitions?: readonly string[]
}

export interface FakeJira extends Tracker<JiraIssue> {
  move(id: string, status: keyof typeof STATUSES, resolution?: string): void
}

export function fakeJira(options: JiraOptions): FakeJira {
  const { api, lagMs, required = [], assignable } = options
  const tickets: JiraIssue[] = []
  const clock = { now: 0 }

  function move(id: string, status: JiraIssue['status'], resolution?: string): void {
    const issue = tickets.find((one) => one.id === id)
    if (!issue) return
    issue.status = status
    issue.open = STATUSES[status].statusCategory.key !== 'done'
    issue.resolution = issue.open ? null : (resolution ?? 'Done')
  }

  function create(body: unknown): Reply {
    const fields = at(body, 'fields')
    const wrong: Record<string, string> = {}
    const summary = at(fields, 'summary')
    if (typeof summary !== 'string' || summary.length > 255 || /[\r\n]/.test(summary)) wrong['summary'] = 'is invalid'
    const spaced = listAt(fields, 'labels').find((label) => /\s/.test(String(label)) || String(label).length > 255)
    if (spaced !== undefined) wrong['labels'] = `The label '${String(spaced)}' contains spaces which is invalid.`
    if (!isText(at(fields, 'description'))) wrong['description'] = 'Operation value must be an Atlassian Document'
    for (const name of required) if (at(fields, name) === undefined) wrong[name] = `${name} is required.`
    const person = at(fields, 'assignee', api === 'cloud' ? 'accountId' : 'name')
    if (person !== undefined && assignable && !assignable.includes(String(person))) {
      wrong['assignee'] = `User '${String(person)}' cannot be assigned issues.`
    }
    if (Object.keys(wrong).length > 0) return answer(400, { errorMessages: [], errors: wrong })
    const number = 10_000 + tickets.length
    const id = `OPS-${tickets.length + 1}`
    const notes = [at(fields, 'description')]
    tickets.push({
      ...{ id, number, fields, notes, open: true, status: 'To Do', resolution: null, createdAt: clock.now },
    })
    return answer(201, { id: String(number), key: id, self: `https://jira.example/rest/api/2/issue/${number}` })
  }

  const isText = (text: unknown) =>
    api === 'cloud'
      ? at(text, 'type') === 'doc' && at(text, 'version') === 1 && JSON.stringify(text).length <= 32_767
      : typeof text === 'string' && text.length <= 32_767

  const shown = ({ id, number, status, resolution }: JiraIssue) => ({
    ...{ id: String(number), key: id },
    fields: { status: STATUSES[status], resolution: resolution === null ? null : { name: resolution } },
  })

  function search(body: unknown): Reply {
    if (listAt(body, 'fields').length === 0) return answer(400, { errorMessages: ['fields is required'], errors: {} })
    const label = /labels = "([^"]+)"/.exec(String(at(body, 'jql')))?.[1]
    const known = listAt(body, 'reconcileIssues')
    const found = tickets.filter(
      ({ fields, createdAt, number }) =>
        listAt(fields, 'labels').includes(label) && (createdAt + lagMs <= clock.now || known.includes(number)),
    )
    return answer(200, { issues: found.map(shown), isLast: true })
  }

  function onIssue({ method, body }: Seen, id: string, verb: string | undefined): Reply {
    const issue = tickets.find((one) => one.id === id)
    if (!issue) return answer(404, { errorMessages: ['Issue does not exist'], errors: {} })
    if (verb === undefined) return answer(200, shown(issue))
    if (verb === 'assignee') return answer(204, '')
    if (verb === 'comment') {
      if (!isText(at(body, 'body'))) return answer(400, { errorMessages: ['Comment body is not valid!'], errors: {} })
      issue.notes.push(at(body, 'body'))
      return answer(201, { id: '1' })
    }
    const ways = Object.values(STATUSES)
      .filter(({ name }) => name !== issue.status && name !== 'Archived')
      .map((to, index) => ({ id: `${index + 11}`, name: `To ${to.name}`, to, fields: {} }))
      .filter(({ name }) => options.transitions?.includes(name) ?? true)
    if (method === 'GET') return answer(200, { transitions: ways })
    const chosen = ways.find((way) => way.id === at(body, 'transition', 'id'))
    const status = Object.keys(STATUSES).find((name) => name === chosen?.to.name) as JiraIssue['status'] | undefined
    if (status === undefined) return answer(400, { errorMessages: ['not a valid transition'], errors: {} })
    move(id, status)
    return answer(204, '')
  }

  return {
    tickets,
    clock,
    move,
    handle(request) {
      const { parts } = parsed(request.path)
      const [, , version, what, id, verb] = parts
      if (version !== (api === 'cloud' ? '3' : '2')) return answer(404)
      if (what === 'search') {
        // The old search of Cloud is gone.
        const gone = api === 'cloud' ? id !== 'jql' : id !== undefined
        return gone ? answer(410, { errorMessages: ['The requested API has been removed.'] }) : search(request.body)
      }
      if (what !== 'issue') return answer(404)
      return id === undefined ? create(request.body) : onIssue(request, id, verb)
    },
  }
}
