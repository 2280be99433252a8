import type { Call, Endpoint, Judged } from '../calls/receive.ts'
import { checkMessage } from './check.ts'
import { type Refusal, refusal, refusalBody } from './refusal.ts'
import { mayAccept, type SlidingWindow, withAccepted } from './window.ts'

export interface Robots {
  /** `POST /cgi-bin/webhook/send?key=KEY`. */
  readonly endpoint: Endpoint
  /** Forgets the calls that count against the limit. */
  clear(): void
}

/** Robots in group chats, one per key. */
export function createRobots(keys: readonly string[], now: () => number): Robots {
  const known = new Set(keys)
  const windows = new Map<string, SlidingWindow>()
  return {
    endpoint: {
      channel: 'wecom',
      judge: (call) => judge(call, known, windows),
      errcodeAnswer: (behaviour) => ({
        status: 200,
        body: refusalBody(refusal('errcode' in behaviour ? behaviour.errcode : -1), now()),
      }),
    },
    clear: () => windows.clear(),
  }
}

function judge(call: Call, known: ReadonlySet<string>, windows: Map<string, SlidingWindow>): Judged {
  const { query } = call.request
  const key = typeof query['key'] === 'string' ? query['key'] : ''
  const checked = call.body.ok
    ? checkMessage(call.body.value)
    : { ok: false as const, refusal: refusal(40008, 'Warning: wrong json format') }
  const about = {
    title: checked.ok ? checked.title : '',
    text: checked.ok ? checked.text : contentOf(call),
    // The whole key is a credential.
    target: known.has(key) ? `…${key.slice(-4)}` : '',
  }
  const refuse = (why: Refusal): Judged => ({
    about,
    verdict: {
      kind: 'refuse',
      reason: `errcode ${why.errcode}: ${why.errmsg}`,
      answer: { status: 200, body: refusalBody(why, call.now) },
    },
  })
  if (!known.has(key)) return refuse(refusal(93000))
  if (!checked.ok) return refuse(checked.refusal)
  const window = windows.get(key) ?? []
  if (!mayAccept(window, call.now)) return refuse(refusal(45009))
  return {
    about,
    verdict: {
      kind: 'accept',
      accept() {
        windows.set(key, withAccepted(window, call.now))
        return { answer: { status: 200, body: { errcode: 0, errmsg: 'ok' } } }
      },
    },
  }
}

/** What a refused body seems to say; it may be far over the limit. */
function contentOf({ body }: Call): string {
  return body.ok ? JSON.stringify(body.value).slice(0, 300) : body.text.slice(0, 300)
}
