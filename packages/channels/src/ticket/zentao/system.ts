/** Bugs of ZenTao. It has no search by a text: the key is in the title, and the newest bugs are looked through. */
import { fieldOf } from '../../outcome.ts'
import { cutUnits } from '../../text/text.ts'
import { addressOf } from '../calls.ts'
import type { Document } from '../document.ts'
import { filled, ofSeverity } from '../fields.ts'
import type { ApiResult, CallContext, Moved, NewTicket, Standing, Ticket, TicketSystem } from '../port.ts'
import { toHtml } from '../text/html.ts'
import { type Zentao, zentaoClient } from './client.ts'
import type { ZentaoConfig } from './config.ts'
import { verifyZentao } from './verify.ts'

/** One database behind it: what is there is seen; a request that still runs is not. */
const SEARCH_LAG_MS = 60_000
const MAX_TITLE = 255
const NEWEST = 100

export function zentaoSystem(settings: ZentaoConfig, timeoutMs: number, context: CallContext): TicketSystem {
  const zentao = zentaoClient(settings, timeoutMs, context)
  return {
    searchLagMs: SEARCH_LAG_MS,
    find: (key) => findBug(zentao, key),
    create: (ticket) => createBug(zentao, ticket),
    look: (id) => look(zentao, id),
    comment: (id, note) => comment(zentao, id, toHtml(note)),
    close: (id, note) => close(zentao, id, note),
    async reopen(id, note) {
      const { builds, assignee } = settings
      const body = {
        openedBuild: builds,
        ...(assignee === undefined ? {} : { assignedTo: assignee }),
        ...(note ? { comment: toHtml(note) } : {}),
      }
      const done = await zentao.tell(verb(settings, id, 'reopen', body), () => true)
      return done.kind === 'done' ? { ...done, value: { mark: ACTIVE, why: '' } } : done
    },
    assign(id, people) {
      const account = addressOf(people, 'zentao')
      return account === undefined ? undefined : assign(zentao, id, account, undefined)
    },
    verify: () => verifyZentao(zentao),
  }
}

const ACTIVE = 'active:'
const VERBS = {
  v1: { method: 'POST', resolve: 'resolve', close: 'close', reopen: 'active' },
  v2: { method: 'PUT', resolve: 'resolve', close: 'close', reopen: 'activate' },
} as const

function verb({ api }: ZentaoConfig, id: string, which: 'resolve' | 'close' | 'reopen', body: object) {
  const { method, ...names } = VERBS[api]
  return { method, path: `${bugPath(id)}/${names[which]}`, body }
}

async function createBug(zentao: Zentao, ticket: NewTicket): Promise<ApiResult<Ticket & { readonly mark: string }>> {
  const { settings } = zentao
  const { api, products, product, modules, builds, severity, pri, bugType, assignee, fields } = settings
  const of = (map: Readonly<Record<string, number>>) =>
    ticket.services.flatMap((service) => (Object.hasOwn(map, service) ? [map[service]] : []))[0]
  const module = of(modules) ?? (Object.hasOwn(modules, 'default') ? modules['default'] : undefined)
  const steps = toHtml(ticket.body)
  const person = addressOf(ticket.people, 'zentao') ?? assignee
  const own = fields.map(([name, value]) => [name, filled(value, `fields.${name}`, ticket.fill)] as const)
  const mark = markerOf(ticket.key)
  const productId = of(products) ?? product
  const body = {
    ...Object.fromEntries(own.filter(([, value]) => value !== undefined)),
    ...(api === 'v1' ? { product: productId } : { productID: productId }),
    title: `${cutUnits(ticket.title, MAX_TITLE - mark.length - 1)} ${mark}`,
    openedBuild: builds,
    severity: ofSeverity(severity, ticket.severity) ?? 3,
    pri: ofSeverity(pri, ticket.severity) ?? 3,
    type: bugType,
    steps,
    ...(module === undefined ? {} : { module }),
    ...(person === undefined ? {} : { assignedTo: person }),
  }
  const path = api === 'v1' ? `/products/${productId}/bugs` : '/bugs'
  const made = await zentao.tell({ method: 'POST', path, body }, (answered) => {
    const id = idIn(answered)
    return id === undefined ? undefined : { id, answered }
  })
  if (made.kind !== 'done') return made
  const { id, answered } = made.value
  const lacks = api === 'v1' ? await completed(zentao, id, answered, { steps, module }) : []
  return { ...made, value: { ...ticketOf(settings, id), mark: ACTIVE }, lacks }
}

/** Some versions of API 1.0 leave out steps and module of a new bug: they are put in by an edit, else said by a comment. */
async function completed(
  zentao: Zentao,
  id: string,
  answered: unknown,
  { steps, module }: { readonly steps: string; readonly module: number | undefined },
): Promise<string[]> {
  const has = String(fieldOf(answered, 'steps') ?? '').trim() !== ''
  const placed = module === undefined || Number(fieldOf(answered, 'module')) === module
  if (has && placed) return []
  const edit = { steps, ...(module === undefined ? {} : { module }) }
  const done = await zentao.tell({ method: 'PUT', path: bugPath(id), body: edit }, () => true)
  if (done.kind === 'done') return []
  const said = has ? done : await comment(zentao, id, steps)
  const where = said.kind === 'done' && !has ? ': it stands in a comment' : ''
  return [`this version of ZenTao did not take ${has ? 'the module' : 'the text'} of a new bug${where}`]
}

async function close(zentao: Zentao, id: string, note: Document | undefined): Promise<ApiResult<Moved>> {
  const { settings } = zentao
  const { resolution, resolvedBuild } = settings
  const standing = await bug(zentao, id)
  if (standing.kind !== 'done') return standing
  const told = note ? { comment: toHtml(note) } : {}
  let resolved = false
  if (fieldOf(standing.value, 'status') === 'active') {
    const done = await zentao.tell(verb(settings, id, 'resolve', { resolution, resolvedBuild, ...told }), () => true)
    if (done.kind !== 'done') return done
    resolved = true
  }
  const done = await zentao.tell(verb(settings, id, 'close', resolved ? {} : told), () => true)
  if (done.kind === 'done') return { ...done, value: { mark: `closed:${resolution}`, why: '' } }
  return done.kind === 'failed' && resolved ? { ...done, noted: true } : done
}

/** Both APIs have no call for a comment alone: version 1 takes one with an assignment, version 2 with an edit. */
async function comment(zentao: Zentao, id: string, text: string): Promise<ApiResult<true>> {
  if (zentao.settings.api === 'v2') {
    return zentao.tell({ method: 'PUT', path: bugPath(id), body: { comment: text } }, () => true)
  }
  const found = await bug(zentao, id)
  if (found.kind !== 'done') return found
  const assigned = fieldOf(found.value, 'assignedTo')
  const account = typeof assigned === 'string' ? assigned : String(fieldOf(assigned, 'account') ?? '')
  return assign(zentao, id, account, text)
}

async function assign(zentao: Zentao, id: string, account: string, text: string | undefined): Promise<ApiResult<true>> {
  const body = { assignedTo: account, ...(text === undefined ? {} : { comment: text }) }
  if (zentao.settings.api === 'v2') return zentao.tell({ method: 'PUT', path: bugPath(id), body }, () => true)
  return zentao.tell({ method: 'POST', path: `${bugPath(id)}/assign`, body }, () => true)
}

async function findBug(zentao: Zentao, key: string): Promise<ApiResult<(Ticket & Standing) | undefined>> {
  const { api, product, products } = zentao.settings
  const query =
    api === 'v1'
      ? `page=1&limit=${NEWEST}&status=all&order=id_desc`
      : `browseType=all&orderBy=id_desc&recPerPage=${NEWEST}&pageID=1`
  let code = ''
  for (const one of new Set([product, ...Object.values(products)])) {
    const listed = await zentao.ask({ method: 'GET', path: `/products/${one}/bugs?${query}` }, (body) => {
      const bugs = fieldOf(body, 'bugs')
      return Array.isArray(bugs) ? (bugs as unknown[]) : undefined
    })
    if (listed.kind !== 'done') return listed
    code = listed.code
    const found = listed.value.find((entry) => String(fieldOf(entry, 'title')).includes(markerOf(key)))
    const id = found === undefined ? undefined : idIn(found)
    if (id === undefined) continue
    const standing = await look(zentao, id)
    if (standing.kind === 'done') return { ...standing, value: { ...ticketOf(zentao.settings, id), ...standing.value } }
    if (standing.kind === 'failed') return standing
  }
  return { kind: 'done', code, value: undefined }
}

/** In lists a status may stand for something else (`postponed`, `delay`); a bug alone says what it is. */
async function look(zentao: Zentao, id: string): Promise<ApiResult<Standing>> {
  const found = await bug(zentao, id)
  if (found.kind !== 'done') return found
  const status = String(fieldOf(found.value, 'status'))
  const resolution = String(fieldOf(found.value, 'resolution') ?? '')
  const wontFix = zentao.settings.wontFix.includes(resolution)
  return {
    ...found,
    value: {
      closed: status === 'closed' || (status === 'resolved' && wontFix),
      wontFix,
      mark: `${status}:${resolution}`,
    },
  }
}

async function bug(zentao: Zentao, id: string): Promise<ApiResult<unknown>> {
  const found = await zentao.ask({ method: 'GET', path: bugPath(id) }, (body) => {
    const one = zentao.settings.api === 'v1' ? body : (fieldOf(body, 'bug') ?? body)
    return fieldOf(one, 'status') === undefined ? undefined : one
  })
  const deleted = found.kind === 'done' && [true, 1, '1'].some((yes) => fieldOf(found.value, 'deleted') === yes)
  return deleted ? { kind: 'gone', code: found.code } : found
}

function idIn(value: unknown): string | undefined {
  const id = fieldOf(value, 'id')
  return (typeof id === 'number' || typeof id === 'string') && /^\d{1,15}$/.test(String(id)) ? String(id) : undefined
}

function ticketOf({ url }: ZentaoConfig, id: string): Ticket {
  return { id, url: `${url}/bug-view-${id}.html` }
}

/** In the title, for a text may be left out: 48 bits of the key. */
function markerOf(key: string): string {
  return `[${key.slice(0, 12)}]`
}

function bugPath(id: string): string {
  return `/bugs/${encodeURIComponent(id)}`
}
