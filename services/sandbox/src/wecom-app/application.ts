/** The API of one WeCom application: tokens, messages, updates of cards. It refuses what the real one refuses. */
import { createHash, randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { Answer, Call, Endpoint, Judged } from '../calls/receive.ts'
import type { About } from '../model.ts'
import { isObject, type Json } from '../wecom/json.ts'
import { type Refusal, refusal, refusalBody } from '../wecom/refusal.ts'
import { mayAccept, type SlidingWindow, withAccepted } from '../wecom/window.ts'
import type { Cards } from './cards.ts'
import { addressed, checkContent } from './check.ts'
import type { AppSettings } from './settings.ts'

export interface Application {
  /** `GET /cgi-bin/gettoken?corpid=…&corpsecret=…`. */
  readonly token: RequestHandler
  /** `POST /cgi-bin/message/send?access_token=…`. */
  readonly send: Endpoint
  /** `POST /cgi-bin/message/update_template_card?access_token=…`. */
  readonly update: Endpoint
  clear(): void
}

const TOKEN_LIFE_S = 7_200
/** Messages to one member in any minute; what is above is dropped without a word. Source: path/90454. */
const MEMBER_LIMIT = 30
const MAX_DUPLICATE_S = 4 * 3_600

export function createApplication(settings: AppSettings, cards: Cards, now: () => number): Application {
  let token: { readonly text: string; readonly until: number } | undefined
  const windows = new Map<string, SlidingWindow>()
  const sent = new Map<string, number>()

  const errcodeAnswer: Endpoint['errcodeAnswer'] = (behaviour) =>
    answerOf(refusal('errcode' in behaviour ? behaviour.errcode : -1), now())

  /** What is wrong before the body is looked at; else the body. */
  function opened({ request, body, now: at }: Call): { readonly refused: Refusal } | { readonly json: Json } {
    const given = request.query['access_token']
    if (typeof given !== 'string' || given === '') return { refused: refusal(41001) }
    if (given !== token?.text) return { refused: refusal(40014) }
    if (at >= token.until) return { refused: refusal(42001) }
    if (!body.ok || !isObject(body.value)) return { refused: refusal(40008, 'Warning: wrong json format') }
    if (body.value['agentid'] !== settings.agentId) return { refused: refusal(40056) }
    return { json: body.value }
  }

  /** Dropped without a word: the same again, and what is above a member's limit. */
  function reached(json: Json, members: readonly string[], at: number): readonly string[] {
    const interval = Math.min(Number(json['duplicate_check_interval'] ?? 1_800), MAX_DUPLICATE_S) * 1_000
    const hash = createHash('sha256').update(JSON.stringify(json)).digest('base64url')
    if (json['enable_duplicate_check'] === 1) {
      const before = sent.get(hash)
      if (before !== undefined && at - before < interval) return []
      sent.set(hash, at)
      const [oldest] = sent.keys()
      if (sent.size > 1_000 && oldest !== undefined) sent.delete(oldest)
    }
    return members.filter((member) => {
      const window = windows.get(member) ?? []
      const may = mayAccept(window, at, MEMBER_LIMIT)
      if (may) windows.set(member, withAccepted(window, at))
      return may
    })
  }

  function judgeMessage(call: Call): Judged {
    const found = opened(call)
    if ('refused' in found) return refuse(found.refused, call)
    const { json } = found
    const checked = checkContent(json)
    if (!checked.ok) return refuse(checked.refusal, call)
    const { members, invalid } = addressed(json, settings.members)
    if (members.length === 0) return refuse(refusal(Object.keys(invalid).length > 0 ? 81013 : 82001), call)
    const { taskId, title, text } = checked
    if (taskId !== undefined && cards.has(taskId))
      return refuse(refusal(40058, 'template_card.task_id is not new'), call)
    const about: About = { title, text, target: members.join(', '), ...(taskId === undefined ? {} : { taskId }) }
    return {
      about,
      verdict: {
        kind: 'accept',
        accept() {
          const got = reached(json, members, call.now)
          if (taskId !== undefined) cards.add(taskId, got)
          const answer = {
            errcode: 0,
            errmsg: 'ok',
            ...invalid,
            msgid: randomBytes(12).toString('base64url'),
            ...(taskId === undefined ? {} : { response_code: cards.code(taskId, call.now) }),
          }
          const nobody = got.length === 0 ? { title: `(dropped) ${title}` } : {}
          return { answer: { status: 200, body: answer }, about: { target: got.join(', '), ...nobody } }
        },
      },
    }
  }

  function judgeUpdate(call: Call): Judged {
    const found = opened(call)
    if ('refused' in found) return refuse(found.refused, call)
    const { response_code: code, button, userids, atall } = found.json
    const text = isObject(button) ? button['replace_name'] : undefined
    if (typeof text !== 'string' || text === '') return refuse(refusal(40058, 'button.replace_name missing'), call)
    // Used up by the look at it, as with the real one: an update that is wrong otherwise has cost it.
    const card = typeof code === 'string' ? cards.use(code, call.now) : undefined
    if (!card) return refuse(refusal(40058, 'invalid response_code'), call)
    const named = Array.isArray(userids) ? addressed({ touser: userids.join('|') }, settings.members).members : []
    const members = atall === 1 ? undefined : named
    return {
      about: {
        title: text,
        text: '',
        target: (members ?? card.members).join(', '),
        action: 'update',
        taskId: card.taskId,
      },
      verdict: {
        kind: 'accept',
        accept() {
          cards.replace(card.taskId, text, members)
          return { answer: { status: 200, body: { errcode: 0, errmsg: 'ok' } } }
        },
      },
    }
  }

  return {
    token: (request, response) => {
      const { corpid, corpsecret } = request.query
      const wrong = corpid !== settings.corpId ? 40013 : corpsecret !== settings.secret ? 40001 : undefined
      if (wrong !== undefined) {
        response.json(refusalBody(refusal(wrong), now()))
        return
      }
      // Within its life the same again, as the real one gives it.
      if (!token || now() >= token.until) {
        token = { text: randomBytes(24).toString('base64url'), until: now() + TOKEN_LIFE_S * 1_000 }
      }
      const left = Math.floor((token.until - now()) / 1_000)
      response.json({ errcode: 0, errmsg: 'ok', access_token: token.text, expires_in: left })
    },
    send: { channel: 'wecom-app', judge: judgeMessage, errcodeAnswer },
    update: { channel: 'wecom-app', judge: judgeUpdate, errcodeAnswer },
    clear() {
      windows.clear()
      sent.clear()
      cards.clear()
    },
  }
}

function answerOf(why: Refusal, now: number): Answer {
  return { status: 200, body: refusalBody(why, now) }
}

function refuse(why: Refusal, { body, now }: Call): Judged {
  const text = body.ok ? JSON.stringify(body.value).slice(0, 300) : body.text.slice(0, 300)
  return {
    about: { title: '', text, target: '' },
    verdict: { kind: 'refuse', reason: `errcode ${why.errcode}: ${why.errmsg}`, answer: answerOf(why, now) },
  }
}
