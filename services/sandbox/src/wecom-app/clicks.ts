/** A pressed button: told to the router as WeCom tells it, signed and encrypted, and the button says what the router answers. */
import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, readXml, signatureOf, writeXml } from '@tocsin/channels/wecom-callback'
import { json, type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { readFields } from '../calls/fields.ts'
import { methodNotAllowed, RequestError } from '../errors.ts'
import type { Cards } from './cards.ts'
import type { AppSettings } from './settings.ts'

/** As long as WeCom waits. Source: path/90930. */
const PATIENCE_MS = 5_000
const MAX_ANSWER = 64 * 1024

const pressSchema = z.object({
  taskId: z.string().max(128),
  key: z.string().min(1).max(1_100),
  member: z.string().max(64),
})

/** `POST /wecom-app/press {"taskId","key","member"}`: `{"text"}`, what the button says now, or null where the router let it be. */
export function createPressRoute(settings: AppSettings, cards: Cards, now: () => number): Router {
  const router = Router()
  const press: RequestHandler = async (request, response) => {
    const fields = readFields(pressSchema, { ok: true, value: request.body })
    if (!fields.ok) throw new RequestError(fields.status === 400 ? 'INVALID_REQUEST' : 'INVALID_FIELDS', fields.problem)
    const { taskId, key, member } = fields.value
    const card = cards.get(taskId)
    if (!card?.members.includes(member)) {
      throw new RequestError('NOT_FOUND', `${member} has no card ${taskId}`)
    }
    const text = await tell(settings, { taskId, key, member, responseCode: cards.code(taskId, now()), at: now() })
    if (text !== undefined) cards.replace(taskId, text, [member])
    response.json({ text: text ?? null })
  }
  router.route('/wecom-app/press').post(json(), press).all(methodNotAllowed('POST'))
  return router
}

interface Press {
  readonly taskId: string
  readonly key: string
  readonly member: string
  readonly responseCode: string
  readonly at: number
}

async function tell(settings: AppSettings, press: Press): Promise<string | undefined> {
  const seconds = Math.floor(press.at / 1_000)
  const message = writeXml([
    ['ToUserName', settings.corpId],
    // Members' userids come in any case.
    ['FromUserName', press.member.toLowerCase()],
    ['CreateTime', seconds],
    ['MsgType', 'event'],
    ['Event', 'template_card_event'],
    ['EventKey', press.key],
    ['TaskId', press.taskId],
    ['CardType', 'button_interaction'],
    ['ResponseCode', press.responseCode],
    ['AgentID', settings.agentId],
  ])
  const encrypted = encrypt(settings.aesKey, { message, receiver: settings.corpId }, randomBytes(16))
  const signed = { timestamp: String(seconds), nonce: randomBytes(6).toString('hex'), encrypted }
  const query = new URLSearchParams({
    msg_signature: signatureOf(settings.token, signed),
    timestamp: signed.timestamp,
    nonce: signed.nonce,
  })
  const body = writeXml([
    ['ToUserName', settings.corpId],
    ['AgentID', String(settings.agentId)],
    ['Encrypt', encrypted],
  ])
  const answer = await post(`${settings.callbackUrl}?${query}`, body)
  return answer === '' ? undefined : buttonIn(settings, answer)
}

async function post(url: string, body: string): Promise<string> {
  let response: Response
  try {
    response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'text/xml' },
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
  } catch {
    throw new RequestError('CALLBACK_FAILED', 'the router did not answer the callback')
  }
  const text = (await response.text()).slice(0, MAX_ANSWER)
  if (response.status !== 200) {
    throw new RequestError('CALLBACK_FAILED', `the router answered the callback with HTTP ${response.status}`)
  }
  return text
}

/** As strictly as WeCom reads it: a signature of ours, encrypted for the company. */
function buttonIn(settings: AppSettings, answer: string): string {
  const {
    Encrypt: encrypted = '',
    MsgSignature: signature,
    TimeStamp: timestamp = '',
    Nonce: nonce = '',
  } = readXml(answer) ?? {}
  const plain =
    signature === signatureOf(settings.token, { timestamp, nonce, encrypted }) && decrypt(settings.aesKey, encrypted)
  const fields = plain && plain.receiver === settings.corpId ? readXml(plain.message) : undefined
  const text = plain
    ? /<Button><ReplaceName><!\[CDATA\[(.*?)\]\]><\/ReplaceName><\/Button>/s.exec(plain.message)?.[1]
    : undefined
  if (fields?.['MsgType'] !== 'update_button' || text === undefined) {
    throw new RequestError('CALLBACK_FAILED', 'the router answered the callback with what WeCom would not read')
  }
  return text
}
