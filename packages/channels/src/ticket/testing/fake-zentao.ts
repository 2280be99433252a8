/** Source: zentaopms `api/v1/entries/bug*.php`; zentao.net, API 2.0, bugs. */
import { answer, type Reply, type Seen } from '../../testing/provider.ts'
import { at, type FakeTicket, parsed, type Tracker } from './tracker.ts'

interface ZentaoBug extends FakeTicket {
  readonly title: string
  readonly product: number
  status: 'active' | 'resolved' | 'closed'
  resolution: string
  assignedTo: string
  steps: string
}

export interface ZentaoOptions {
  readonly api: 'v1' | 'v2'
  /** As one version of 1.0: steps of a new bug are not taken. */
  readonly dropsSteps?: boolean
}

export interface FakeZentao extends Tracker<ZentaoBug> {
  /** Every token given so far ends. */
  logOut(): void
}

export function fakeZentao({ api, dropsSteps = false }: ZentaoOptions): FakeZentao {
  const tickets: ZentaoBug[] = []
  const clock = { now: 0 }
  let tokens: string[] = []
  let logins = 0

  const shown = ({ id, title, status, resolution, assignedTo, steps }: ZentaoBug) => ({
    ...{ id: Number(id), title, status, resolution, assignedTo: { account: assignedTo }, steps, deleted: false },
  })
  const failed = (message: unknown) =>
    api === 'v1' ? answer(400, { error: message }) : answer(200, { status: 'fail', message })

  function create(body: unknown, product: number): Reply {
    const builds = at(body, 'openedBuild')
    if (!Array.isArray(builds)) return failed({ openedBuild: ['『影响版本』不能为空。'] })
    const title = at(body, 'title')
    if (typeof title !== 'string' || title.length > 255)
      return failed({ title: ['『Bug标题』长度应当不超过『255』。'] })
    const steps = dropsSteps ? '' : String(at(body, 'steps') ?? '')
    const made: ZentaoBug = {
      ...{ id: String(tickets.length + 1), title, product, status: 'active', resolution: '', steps },
      ...{ assignedTo: String(at(body, 'assignedTo') ?? ''), open: true, notes: [steps], createdAt: clock.now },
    }
    tickets.push(made)
    return answer(200, api === 'v1' ? shown(made) : { status: 'success', id: Number(made.id) })
  }

  function onBug({ method, body }: Seen, id: string, verb: string | undefined): Reply {
    const bug = tickets.find((one) => one.id === id)
    if (!bug) return answer(404, { error: 'not found' })
    const comment = at(body, 'comment')
    if (method === 'GET') return answer(200, api === 'v1' ? shown(bug) : { status: 'success', bug: shown(bug) })
    const steps = at(body, 'steps')
    if (typeof steps === 'string') {
      bug.steps = steps
      bug.notes[0] = steps
    }
    if (verb === 'resolve' && bug.status !== 'active') return failed('bug is not active')
    if (verb === 'close' && bug.status === 'active') return failed('bug is not resolved')
    if (typeof comment === 'string') bug.notes.push(comment)
    if (verb === 'resolve') {
      bug.status = 'resolved'
      bug.resolution = String(at(body, 'resolution'))
    }
    if (verb === 'close') bug.status = 'closed'
    if (verb === 'active' || verb === 'activate') {
      bug.status = 'active'
      bug.resolution = ''
    }
    bug.open = bug.status !== 'closed'
    return answer(200, api === 'v1' ? shown(bug) : { status: 'success' })
  }

  function logIn(body: unknown): Reply {
    if (at(body, 'password') !== 'zentao-password') return failed('登录失败，请检查您的用户名或密码是否填写正确。')
    logins++
    const token = `session-token-${logins}`
    tokens.push(token)
    return answer(api === 'v1' ? 201 : 200, api === 'v1' ? { token } : { status: 'success', token, user: { id: 1 } })
  }

  return {
    tickets,
    clock,
    logOut() {
      tokens = []
    },
    handle(request) {
      const { parts } = parsed(request.path)
      const [, version, what, id, verb] = parts
      if (version !== api) return answer(404)
      if (what === 'tokens' || id === 'login') return logIn(request.body)
      if (!tokens.includes(String(request.headers['token']))) return answer(401, { error: 'Unauthorized' })
      if (what === 'products') {
        if (request.method === 'POST') return create(request.body, Number(id))
        const bugs = tickets.filter(({ product }) => product === Number(id)).toReversed()
        return answer(200, { bugs: bugs.map((bug) => ({ ...shown(bug), status: { code: bug.status } })) })
      }
      if (what !== 'bugs') return answer(404)
      return id === undefined ? create(request.body, Number(at(request.body, 'productID'))) : onBug(request, id, verb)
    },
  }
}
