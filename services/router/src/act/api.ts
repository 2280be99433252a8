/** `/api/tocsin/groups/ID/acknowledge`: for the console and the command line, by callers who may operate. */
import express, { type Request, type Response, Router } from 'express'
import type { AcknowledgeAnswer } from '../console/contract.ts'
import { callerOf } from '../web/callers.ts'
import type { Actor, Acts } from './act.ts'

export interface ActApiOptions {
  readonly acts: Pick<Acts, 'acknowledge' | 'takeBack'>
  readonly now: () => number
}

const PATH = '/api/tocsin/groups/:id/acknowledge'
const NO_GROUP = 'there is no such group'

export function actApi({ acts, now }: ActApiOptions): Router {
  const router = Router()
  const refuse = (response: Response, code: number, message: string): void => {
    response.status(code).json({ code, message })
  }
  /** Undefined once the request is refused. */
  const asked = (request: Request, response: Response): { groupId: number; by: Actor } | undefined => {
    const id = String(request.params['id'])
    const by = actorOf(request)
    if (!/^\d{1,15}$/.test(id)) refuse(response, 404, NO_GROUP)
    else if (!by) refuse(response, 400, 'say who: {"by": "NAME"}, as JSON')
    else return { groupId: Number(id), by }
    return undefined
  }
  router.use(PATH, express.json({ limit: '16kb' }), (_request, response, next) => {
    response.set('Cache-Control', 'no-store')
    next()
  })
  router.post(PATH, async (request, response) => {
    const who = asked(request, response)
    if (!who) return
    const result = await acts.acknowledge(who.groupId, who.by, now())
    if (!result) refuse(response, 404, NO_GROUP)
    else if (result.kind === 'over') refuse(response, 409, 'nothing of this group fires that anybody was told of')
    else response.json({ ...result } satisfies AcknowledgeAnswer)
  })
  router.delete(PATH, async (request, response) => {
    const who = asked(request, response)
    if (!who) return
    if (await acts.takeBack(who.groupId, who.by, now())) response.json({})
    else refuse(response, 409, 'nobody has it')
  })
  return router
}

/** A user who is known is named, too: what they call themselves is theirs to say. */
function actorOf(request: Request): Actor | undefined {
  const { by, via } = (request.body ?? {}) as { by?: unknown; via?: unknown }
  const said = typeof by === 'string' ? by.trim() : ''
  const known = callerOf(request)?.name ?? ''
  const name = said !== '' && known !== '' && said !== known ? `${said} (${known})` : said || known
  return name === '' ? undefined : { name, via: via === 'cli' ? 'cli' : 'console' }
}
