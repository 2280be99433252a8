/**
 * The one way in which mail leaves. Never throws, and keeps apart what must be kept apart: a reply of the server, a message
 * that surely never left, and one that left and was not answered. A connection for each message: alerts are rare, and a
 * kept connection that the server has closed meanwhile looks like a lost message.
 */
import { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import { tlsOptions } from '../tls.ts'
import { loginHandlers, loginMethod } from './auth.ts'
import type { EmailConfig } from './config.ts'

export interface Reply {
  /** 4xx: not now; 5xx: not ever. Source: RFC 5321, 4.2.1. */
  readonly status: number
  /** As the server wrote it: it may repeat what it was sent. */
  readonly text: string
}

interface Refusal {
  readonly recipient: string
  readonly reply: Reply
}

export type SmtpResult =
  /** Taken for all recipients but the refused ones. */
  | { readonly kind: 'accepted'; readonly status: number; readonly refused: readonly Refusal[] }
  /** Taken for nobody. `refused`: what was said of each recipient, where it came to that. */
  | {
      readonly kind: 'refused'
      readonly step: 'starttls' | 'login' | 'message'
      readonly reply: Reply
      readonly refused: readonly Refusal[]
    }
  /** No such name, refused, no TLS, no answer, or cut off before the message: the server cannot have taken it. */
  | { readonly kind: 'not-sent'; readonly code: string }
  /** Timed out or cut off after the message began: it may have been taken. */
  | { readonly kind: 'no-answer'; readonly code: string }

export interface SmtpMessage {
  readonly from: string
  readonly to: readonly string[]
  readonly raw: Buffer
}

type SmtpServer = Pick<EmailConfig, 'host' | 'port' | 'tls' | 'certificates' | 'auth' | 'hello'> & {
  /** For everything: connecting, TLS, login, and the answer to the message. */
  readonly timeoutMs: number
}

const MAX_REPLY_BYTES = 64 * 1024
const QUIT_MS = 1_000

export function transmit(server: SmtpServer, message: SmtpMessage): Promise<SmtpResult> {
  return new Promise((resolve) => {
    const connection = connectionTo(server)
    let begun = false
    let over = false
    const end = (result: SmtpResult) => {
      if (over) return
      over = true
      clearTimeout(deadline)
      if (result.kind === 'accepted') {
        connection.quit()
        setTimeout(() => connection.close(), QUIT_MS).unref()
      } else connection.close()
      resolve(result)
    }
    const fail = (error: unknown) => end(failureOf(error, begun))
    const deadline = setTimeout(
      () => end({ kind: begun ? 'no-answer' : 'not-sent', code: 'ETIMEDOUT' }),
      server.timeoutMs,
    )
    // Read only after the server has asked for the message: from then on nobody knows, until it answers.
    const body = Readable.from(
      (function* () {
        begun = true
        yield message.raw
      })(),
    )
    const send = () => {
      connection.send({ from: message.from, to: [...message.to], size: message.raw.length }, body, (error, info) => {
        if (error) return fail(error)
        end({ kind: 'accepted', status: statusIn(info.response), refused: refusalsIn(info.rejectedErrors) })
      })
    }
    // Stays for ever: what happens to the connection after the end is nobody's business, and may not be thrown.
    connection.on('error', fail)
    connection.connect((error) => {
      if (error) return fail(error)
      if (over) return
      const { auth } = server
      // A server that offers no login may want none; if it does, it says so to the message.
      if (!auth || !connection.allowsAuth) return send()
      const method = loginMethod(auth)
      const login = { user: auth.user, pass: auth.password ?? auth.secret, ...(method ? { method } : {}) }
      connection.login(login, (refused) => (refused ? fail(refused) : send()))
    })
  })
}

function connectionTo(server: SmtpServer): SMTPConnection {
  const { timeoutMs } = server
  return new SMTPConnection({
    host: server.host,
    port: server.port,
    secure: server.tls === 'implicit',
    requireTLS: server.tls === 'starttls',
    ignoreTLS: server.tls === 'none',
    ...(server.hello === undefined ? {} : { name: server.hello }),
    tls: tlsOptions(server.certificates),
    ...(server.auth ? { customAuth: loginHandlers(server.auth) } : {}),
    // The library's own are minutes.
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    socketCloseTimeout: QUIT_MS,
    maxResponseSize: MAX_REPLY_BYTES,
  })
}

interface SmtpError {
  readonly code?: unknown
  /** Of the system, where `code` is one of the library's. */
  readonly originalCode?: unknown
  readonly response?: unknown
  readonly command?: unknown
  readonly rejectedErrors?: unknown
}

function failureOf(error: unknown, begun: boolean): SmtpResult {
  const { code, originalCode, response, command, rejectedErrors }: SmtpError = Object(error)
  const reply = replyIn(response)
  if (reply) {
    const step = code === 'EAUTH' ? 'login' : command === 'STARTTLS' ? 'starttls' : 'message'
    return { kind: 'refused', step, reply, refused: refusalsIn(rejectedErrors) }
  }
  return { kind: begun ? 'no-answer' : 'not-sent', code: safeCode(originalCode) ?? safeCode(code) ?? 'ERROR' }
}

function refusalsIn(errors: unknown): Refusal[] {
  if (!Array.isArray(errors)) return []
  return errors.flatMap((error: unknown) => {
    const { recipient, response }: { readonly recipient?: unknown; readonly response?: unknown } = Object(error)
    const reply = replyIn(response)
    return typeof recipient === 'string' && reply ? [{ recipient, reply }] : []
  })
}

/** A failure, `550 5.1.1 no such user`, of one line or several. */
function replyIn(response: unknown): Reply | undefined {
  if (typeof response !== 'string') return undefined
  const status = statusIn(response)
  if (status < 400 || status > 599) return undefined
  return { status, text: response.replace(/^\d{3}[ -]?/gm, '').trim() }
}

function statusIn(response: string): number {
  return Number(/^\d{3}/.exec(response)?.[0] ?? 0)
}

/** Only codes such as `ECONNRESET` or `CERT_HAS_EXPIRED`: a message could hold anything. */
function safeCode(code: unknown): string | undefined {
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : undefined
}
