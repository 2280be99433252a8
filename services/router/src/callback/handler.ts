/**
 * `/callback/wecom/RECEIVER`: GET is WeCom's trial of the address, POST tells of pressed buttons. Who is not WeCom hears no more than
 * that it was refused. Answered within a second: what takes longer is done all the same, and shown by the update of the card.
 */
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  buttonText,
  encryptedIn,
  MAX_AGE_MS,
  openEnvelope,
  type Pressed,
  readEvent,
  readQuery,
  sealReply,
  type WecomCallback,
  wecomCallbackOf,
} from '@tocsin/channels/wecom-callback'
import { type Logger, messageOf } from '@tocsin/kit'
import type { ActResult, Acts } from '../act/act.ts'
import type { ReadBody } from '../intake/body.ts'
import type { LiveConfig } from '../loop/live-config.ts'
import { createPresses } from './presses.ts'
import type { CallbackResult } from './results.ts'

export interface CallbackOptions {
  readonly live: () => Pick<LiveConfig, 'receivers' | 'router'>
  readonly perform: Acts['perform']
  /** Of small bodies. */
  readonly readBody: ReadBody
  /** When this process began to act. */
  readonly startedAt: number
  readonly now: () => number
  readonly count: (result: CallbackResult) => void
  readonly log: Logger
  /** How long an answer may wait for what was pressed. */
  readonly patienceMs?: number
}

const PATIENCE_MS = 700
const NONCE_BYTES = 8

interface Done {
  readonly result: CallbackResult
  readonly pressed: Pressed
}

type Answer = { readonly status: 200 | 400 | 403 | 404 | 405 | 413 | 500 | 503; readonly text: string }

const REFUSED: Answer = { status: 403, text: '' }
const NOTHING: Answer = { status: 200, text: '' }

export function handleCallbacks(options: CallbackOptions) {
  const { live, readBody, now, count, log, patienceMs = PATIENCE_MS } = options
  const presses = createPresses<Done>(2 * MAX_AGE_MS)

  /** That of the receiver's integrations whose signature it is. */
  function open(receiver: string, query: NonNullable<ReturnType<typeof readQuery>>, encrypted: string) {
    const callbacks = (live().receivers.get(receiver) ?? []).flatMap(({ config }) => wecomCallbackOf(config) ?? [])
    const tried = callbacks.map((callback) => ({
      callback,
      opened: openEnvelope(callback, { ...query, encrypted }, now()),
    }))
    return tried.find(({ opened }) => opened.kind === 'open' || opened.why !== 'signature') ?? tried[0]
  }

  function refuse(result: CallbackResult, receiver: string): Answer {
    count(result)
    // The name comes from outside.
    log.warn({ receiver: receiver.slice(0, 100), result }, 'a callback was refused')
    return REFUSED
  }

  async function press(callback: WecomCallback, message: string, signedAt: number): Promise<Answer> {
    const event = readEvent(callback, message)
    if (event.kind !== 'click') {
      count(event.kind === 'other' ? 'ignored' : 'unreadable')
      return NOTHING
    }
    if (event.verb === 'silence' && signedAt < options.startedAt) {
      count('stale')
      return NOTHING
    }
    const name = nameOf(live(), event.userId)
    const { result, again } = presses.once(event.id, now(), async () =>
      doneBy(await options.perform(event.token, { name, via: 'wecom' }, now()), name),
    )
    if (again) count('repeated')
    else {
      result.then(
        (done) => {
          count(done.result)
          log.info({ by: name, result: done.result }, 'a button of a card was pressed')
        },
        (error: unknown) => {
          count('failed')
          log.error({ reason: messageOf(error) }, 'a button was pressed, and it could not be done')
        },
      )
    }
    const done = await within(result, patienceMs)
    if (!done) {
      count('late')
      return NOTHING
    }
    const reply = { to: event.userId, text: buttonText(done.pressed, callback) }
    const fresh = { now: now(), random: randomBytes(16), nonce: randomBytes(NONCE_BYTES).toString('hex') }
    return { status: 200, text: sealReply(callback, reply, fresh) }
  }

  async function answer(request: IncomingMessage): Promise<Answer | undefined> {
    const [path = '', search = ''] = (request.url ?? '').split(/\?(.*)/s)
    const receiver = receiverIn(path)
    if (receiver === undefined) return { status: 404, text: '' }
    if (request.method !== 'GET' && request.method !== 'POST') return { status: 405, text: '' }
    const query = readQuery(search)
    if (!query) {
      count('unreadable')
      return { status: 400, text: '' }
    }
    let encrypted = query.echo
    if (request.method === 'POST') {
      const body = await readBody(request)
      if (body.kind === 'gone') return undefined
      encrypted = body.kind === 'read' ? encryptedIn(body.bytes.toString('utf8')) : undefined
      if (body.kind === 'refused') {
        count('unreadable')
        return { status: body.status, text: '' }
      }
    }
    if (encrypted === undefined) {
      count('unreadable')
      return { status: 400, text: '' }
    }
    const found = open(receiver, query, encrypted)
    if (!found) return refuse('signature', receiver)
    const { callback, opened } = found
    if (opened.kind === 'refused') return refuse(opened.why, receiver)
    if (request.method === 'POST') return press(callback, opened.message, opened.signedAt)
    count('verified')
    return { status: 200, text: opened.message }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let given: Answer | undefined
    try {
      given = await answer(request)
    } catch {
      // Told where it happened. WeCom tells of it again.
      given = { status: 500, text: '' }
    }
    if (!given) return
    if (!request.complete) {
      response.setHeader('Connection', 'close')
      request.resume()
    }
    const type = given.text.startsWith('<xml>') ? 'application/xml; charset=utf-8' : 'text/plain; charset=utf-8'
    if (given.status === 405) response.setHeader('Allow', 'GET, POST')
    response
      .writeHead(given.status, {
        'Content-Type': type,
        'Cache-Control': 'no-store',
        'X-Content-Type-Options': 'nosniff',
      })
      .end(given.text)
  }
}

function receiverIn(path: string): string | undefined {
  const [, name] = /^\/callback\/wecom\/([^/]+)$/.exec(path) ?? []
  try {
    return name === undefined ? undefined : decodeURIComponent(name)
  } catch {
    return undefined
  }
}

/** As others know the member; WeCom gives userids in any case. */
function nameOf({ router }: Pick<LiveConfig, 'router'>, userId: string): string {
  const wanted = userId.toLowerCase()
  const found = Object.values(router.people.people).find(
    ({ addresses }) => addresses['wecom']?.toLowerCase() === wanted,
  )
  return found?.displayName ?? userId
}

function doneBy(result: ActResult, name: string): Done {
  switch (result.kind) {
    case 'acknowledged':
    case 'already':
      return { result: result.kind, pressed: { kind: 'taken', by: result.by, at: result.at } }
    case 'silenced':
      return { result: 'silenced', pressed: { kind: 'silenced', by: name, until: result.until } }
    case 'over':
      return { result: 'over', pressed: { kind: 'over' } }
    case 'refused':
      return { result: 'expired', pressed: { kind: 'expired' } }
  }
}

/** Undefined where it takes longer. */
async function within<T>(result: Promise<T>, ms: number): Promise<T | undefined> {
  const over = new AbortController()
  const late = sleep(ms, undefined, { signal: over.signal }).catch(() => undefined)
  try {
    return await Promise.race([result, late])
  } finally {
    over.abort()
  }
}
