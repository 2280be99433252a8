/** GitHub Issues. Source: docs.github.com, REST API for issues, version 2022-11-28; @octokit/openapi. */
import type { Outcome } from '../../contract.ts'
import type { Answer } from '../../http.ts'
import { fieldOf, refusedOutcome } from '../../outcome.ts'
import { linkTarget } from '../../text/text.ts'
import { addressOf, type Client, createClient } from '../calls.ts'
import type { Document } from '../document.ts'
import type { ApiResult, CallContext, Moved, NewTicket, Standing, Ticket, TicketSystem } from '../port.ts'
import { toMarkdown } from '../text/markdown.ts'
import type { GithubConfig } from './config.ts'
import { verifyGithub } from './verify.ts'

interface Github {
  readonly client: Client
  readonly settings: GithubConfig
}

/** GitHub takes 65,536 characters, and counts some of them twice. */
const MAX_BODY = 60_000
/** Lists come from its database, whose copies may lag a little. */
const SEARCH_LAG_MS = 60_000
/** Without a word how long: docs.github.com, "Best practices", at least one minute. */
const SECONDARY_LIMIT_MS = 60_000
const HOUR_MS = 3_600_000

export function githubSystem(settings: GithubConfig, timeoutMs: number, context: CallContext): TicketSystem {
  const { url, token, tls, repository } = settings
  const client = createClient({
    ...{ context, timeoutMs, tls, secrets: [token], base: `${url}/repos/${repository}` },
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
    },
    // An issue that was moved to another repository.
    goneBy: [301],
    said: saidBy,
    judge: (answer, said) => judged(answer, said, context.now),
  })
  const github: Github = { client, settings }
  const write = (note: Document) => toMarkdown(note, MAX_BODY)
  const comment = async (id: string, note: Document): Promise<ApiResult<true>> => {
    const body = { body: write(note) }
    return client.result(await client.ask({ method: 'POST', path: `${issuePath(id)}/comments`, body }), () => true)
  }
  const patch = async (id: string, body: object): Promise<ApiResult<Moved>> => {
    const result = await client.ask({ method: 'PATCH', path: issuePath(id), body })
    return client.result(result, (answer) => {
      const standing = standingIn(answer.body)
      return standing && { mark: standing.mark, why: '' }
    })
  }
  return {
    searchLagMs: SEARCH_LAG_MS,
    find: (key) => findIssue(github, key),
    create: (ticket) => createIssue(github, ticket, write(ticket.body)),
    look: async (id) =>
      client.asked(await client.ask({ method: 'GET', path: issuePath(id) }), ({ body }) => standingIn(body)),
    comment,
    async close(id, note) {
      const said = note && (await comment(id, note))
      if (said && said.kind !== 'done') return said
      const moved = await patch(id, { state: 'closed', state_reason: 'completed' })
      return moved.kind === 'failed' ? { ...moved, noted: true } : moved
    },
    // First opened, then told: a note on an issue that stays closed would be read by nobody.
    async reopen(id, note) {
      const moved = await patch(id, { state: 'open', state_reason: 'reopened' })
      if (moved.kind !== 'done' || !note) return moved
      const said = await comment(id, note)
      return said.kind === 'done' ? moved : said
    },
    assign(id, people) {
      const login = addressOf(people, 'github')
      return login === undefined ? undefined : assign(github, id, login)
    },
    verify: () => verifyGithub(github),
  }
}

async function createIssue(
  { client, settings }: Github,
  ticket: NewTicket,
  body: string,
): Promise<ApiResult<Ticket & { readonly mark: string }>> {
  const labels = [...new Set([...ticket.labels.map(asLabel), ...settings.labels, ...keyLabels(settings, ticket.key)])]
  const person = addressOf(ticket.people, 'github')
  const assignees = person === undefined ? settings.assignees : [person]
  const post = (sent: object) => client.ask({ method: 'POST', path: '/issues', body: sent })
  const issue = { title: ticket.title, body, labels }
  let result = await post(assignees.length > 0 ? { ...issue, assignees } : issue)
  const refused = assignees.length > 0 && result.kind === 'answer' && result.status === 422
  // Somebody who cannot be assigned is refused as a whole, and nothing was made.
  if (refused) result = await post(issue)
  const made = client.result(result, ({ body: answered }) => {
    const found = issueIn(answered)
    return found && { ...found, lacks: lacksOf(answered, labels, assignees) }
  })
  if (made.kind !== 'done') return made
  const { lacks, ...value } = made.value
  return { ...made, value, lacks }
}

/** Without push access GitHub drops labels and assignees, and says nothing. */
function lacksOf(answered: unknown, labels: readonly string[], assignees: readonly string[]): string[] {
  const given = namesIn(fieldOf(answered, 'labels'), 'name')
  const people = namesIn(fieldOf(answered, 'assignees'), 'login')
  const lost = labels.filter((label) => !given.includes(label.toLowerCase()))
  const unassigned = assignees.filter((login) => !people.includes(login.toLowerCase()))
  return [
    lost.length > 0 ? `GitHub dropped ${lost.length} of ${labels.length} labels: this token has no push access` : '',
    unassigned.length > 0 ? `not assigned to ${unassigned.join(', ')}: they cannot be assigned here` : '',
  ]
}

function namesIn(list: unknown, field: string): string[] {
  return (Array.isArray(list) ? list : []).map((entry: unknown) =>
    String(typeof entry === 'string' ? entry : fieldOf(entry, field)).toLowerCase(),
  )
}

/** By its label; else among the newest, by the key in its text, for labels may have been dropped. */
async function findIssue(
  { client, settings }: Github,
  key: string,
): Promise<ApiResult<(Ticket & Standing) | undefined>> {
  const list = async (query: string) =>
    client.asked(await client.ask({ method: 'GET', path: `/issues?state=all&per_page=100&${query}` }), ({ body }) =>
      Array.isArray(body) ? (body as unknown[]) : undefined,
    )
  for (const query of [...keyLabels(settings, key).map((label) => `labels=${label}`), 'sort=created&direction=desc']) {
    const listed = await list(query)
    if (listed.kind !== 'done') return listed
    const byLabel = query.startsWith('labels')
    const bearing = listed.value.filter((entry) => byLabel || String(fieldOf(entry, 'body') ?? '').includes(key))
    const found = bearing.flatMap((entry) => {
      const ticket = issueIn(entry)
      const standing = standingIn(entry)
      return ticket && standing ? [{ id: ticket.id, url: ticket.url, ...standing }] : []
    })
    const best = found.findLast(({ closed }) => !closed) ?? found[0]
    if (best) return { ...listed, value: best }
    if (!byLabel) return { ...listed, value: undefined }
  }
  return { kind: 'done', code: 'none', value: undefined }
}

async function assign({ client }: Github, id: string, login: string): Promise<ApiResult<true>> {
  const result = await client.ask({ method: 'POST', path: `${issuePath(id)}/assignees`, body: { assignees: [login] } })
  return client.result(result, () => true)
}

function keyLabels({ keyLabel }: GithubConfig, key: string): string[] {
  return keyLabel ? [`alert-${key}`] : []
}

function asLabel(label: string): string {
  return label.replaceAll(',', ' ')
}

function issueIn(body: unknown): (Ticket & { readonly mark: string }) | undefined {
  const number = fieldOf(body, 'number')
  if (typeof number !== 'number' || !Number.isSafeInteger(number)) return undefined
  const url = fieldOf(body, 'html_url')
  const mark = standingIn(body)?.mark ?? ''
  return { id: String(number), url: (typeof url === 'string' ? linkTarget(url) : undefined) ?? '', mark }
}

function standingIn(body: unknown): Standing | undefined {
  const state = fieldOf(body, 'state')
  if (state !== 'open' && state !== 'closed') return undefined
  const reason = fieldOf(body, 'state_reason')
  const closed = state === 'closed'
  // An open one is where it was, whether it was opened again or not.
  return {
    closed,
    wontFix: closed && (reason === 'not_planned' || reason === 'duplicate'),
    mark: closed ? `closed:${String(reason ?? '')}` : 'open',
  }
}

function issuePath(id: string): string {
  return `/issues/${encodeURIComponent(id)}`
}

/** `{"message": "…", "errors": [{"field": "…", "code": "…"}]}` */
function saidBy({ body }: Answer): string {
  const errors = fieldOf(body, 'errors')
  const details = (Array.isArray(errors) ? errors : []).map((error: unknown) =>
    [fieldOf(error, 'field'), fieldOf(error, 'code'), fieldOf(error, 'message')].filter(Boolean).join(' '),
  )
  return [String(fieldOf(body, 'message') ?? ''), ...details].filter(Boolean).join('; ')
}

/** Limits come as 403 or 429; what else is a 403 is a refusal. */
function judged(answer: Answer, said: string, now: number): Outcome | undefined {
  const { status, headers } = answer
  if (status !== 403 && status !== 429) return undefined
  const spent = headers['x-ratelimit-remaining'] === '0'
  if (status === 403 && !spent && headers['retry-after'] === undefined && !/rate limit|abuse/i.test(said))
    return undefined
  const outcome = refusedOutcome({ ...answer, status: 429 }, said, now)
  const reset = Number(headers['x-ratelimit-reset']) * 1_000 - now
  const untilReset = spent && Number.isFinite(reset) ? Math.min(Math.max(reset, 0), HOUR_MS) : SECONDARY_LIMIT_MS
  return outcome.kind === 'retry'
    ? { ...outcome, code: `HTTP ${status}`, afterMs: outcome.afterMs ?? untilReset }
    : outcome
}
