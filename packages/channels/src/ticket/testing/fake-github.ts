/** Source: docs.github.com, REST API for issues. */
import { answer, type Reply, type Seen } from '../../testing/provider.ts'
import { at, type FakeTicket, listAt, parsed, type Tracker } from './tracker.ts'

export interface GithubIssue extends FakeTicket {
  readonly title: string
  readonly labels: readonly string[]
  reason: string | null
}

export interface GithubOptions {
  /** Without, labels and assignees are dropped in silence. */
  readonly push: boolean
  readonly assignable?: readonly string[]
}

export function fakeGithub({ push, assignable = [] }: GithubOptions): Tracker<GithubIssue> {
  const tickets: GithubIssue[] = []
  const clock = { now: 0 }

  const shown = ({ id, title, labels, open, reason, notes }: GithubIssue) => ({
    ...{ number: Number(id), title, body: notes[0], state: open ? 'open' : 'closed', state_reason: reason },
    html_url: `https://github.example/acme/shop/issues/${id}`,
    labels: labels.map((name) => ({ name })),
    assignees: [],
  })

  const refused = (field: string, code: string) =>
    answer(422, { message: 'Validation Failed', errors: [{ resource: 'Issue', field, code }] })

  function create(body: unknown): Reply {
    const text = at(body, 'body')
    const labels = listAt(body, 'labels').map(String)
    if (typeof text !== 'string' || text.length > 65_536) return refused('body', 'too_long')
    if (labels.some((label) => label.length > 50)) return refused('labels', 'invalid')
    if (push && listAt(body, 'assignees').some((login) => !assignable.includes(String(login)))) {
      return refused('assignees', 'invalid')
    }
    const made: GithubIssue = {
      ...{ id: String(tickets.length + 1), title: String(at(body, 'title')), labels: push ? labels : [] },
      ...{ open: true, reason: null, notes: [text], createdAt: clock.now },
    }
    tickets.push(made)
    return answer(201, shown(made))
  }

  function list(query: URLSearchParams): Reply {
    const label = query.get('labels')
    const found = tickets.filter(({ labels }) => label === null || labels.includes(label))
    return answer(200, found.toReversed().map(shown))
  }

  function onIssue({ method, body }: Seen, id: string, verb: string | undefined): Reply {
    const issue = tickets.find((one) => one.id === id)
    if (!issue) return answer(404, { message: 'Not Found' })
    if (verb === 'comments') {
      issue.notes.push(at(body, 'body'))
      return answer(201, { id: 1 })
    }
    if (method === 'PATCH') {
      issue.open = at(body, 'state') === 'open'
      issue.reason = String(at(body, 'state_reason'))
    }
    return answer(verb === 'assignees' ? 201 : 200, shown(issue))
  }

  return {
    tickets,
    clock,
    handle(request) {
      const { parts, query } = parsed(request.path)
      const [repos, , , issues, id, verb] = parts
      if (repos !== 'repos' || issues !== 'issues') return answer(404, { message: 'Not Found' })
      if (id !== undefined) return onIssue(request, id, verb)
      return request.method === 'POST' ? create(request.body) : list(query)
    },
  }
}
