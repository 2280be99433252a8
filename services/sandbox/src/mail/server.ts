import type { Socket } from 'node:net'
import { type ListenAddress, listen } from '@tocsin/kit'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Behaviour } from '../behaviour/behaviour.ts'
import type { Receiver } from '../calls/receive.ts'
import type { Entry } from '../inbox/inbox.ts'
import type { About } from '../model.ts'
import { aboutMail, type Mail, parseMail } from './parse.ts'

export interface MailServer {
  /** Gives back HOST:PORT as bound. */
  start(listen: ListenAddress): Promise<string>
  stop(): Promise<void>
}

const MAX_BYTES = 256 * 1024
const STOP_GRACE_MS = 500
/** Longer than any client waits: a mail that is left without an answer is left so. */
const IDLE_MS = 3_600_000

/** Takes mail from anyone for anyone, in clear text, with any login or none. Nothing leaves. */
export function createMailServer(receiver: Receiver): MailServer {
  const sockets = new Map<number, Socket>()
  const server = new SMTPServer({
    name: 'sandbox',
    banner: 'Tocsin sandbox',
    size: MAX_BYTES,
    logger: false,
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authOptional: true,
    disableReverseLookup: true,
    socketTimeout: IDLE_MS,
    closeTimeout: STOP_GRACE_MS,
    onAuth: ({ username }, _session, done) => done(null, { user: username }),
    onData(stream, session, done) {
      take(stream, session).then((reply) => {
        if (reply === null) {
          const socket = sockets.get(session.remotePort)
          if (socket) receiver.held.hold(socket)
        } else if (reply.status === 250) done(null, reply.text)
        else done(Object.assign(new Error(reply.text), { responseCode: reply.status }))
      }, done)
    },
  })
  // Of one connection, such as a reset: the client's business. One that keeps it from listening is told by the start.
  server.on('error', (error) => {
    if (server.server.listening)
      receiver.logger.warn({ reason: error.message }, 'a connection to the mail server failed')
  })
  server.server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0
    sockets.set(port, socket)
    socket.once('close', () => sockets.delete(port))
  })

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<Reply | null> {
    const raw = await readMail(stream)
    const recipients = session.envelope.rcptTo.map(({ address }) => address)
    const judged = await judge(raw, stream.sizeExceeded, recipients)
    const decided = decide(receiver.behaviours.take('email'), judged)
    const message = receiver.inbox.record({
      channel: 'email',
      about: judged.about,
      status: decided.status,
      reason: decided.reason,
      answered: decided.reply !== null,
      raw: judged.mail,
      bytes: stream.byteLength,
      ...keysOf(judged.mail, recipients),
    })
    const { id, channel, status, answered, duplicate } = message
    receiver.logger.info({ id, channel, status, answered, duplicate }, 'mail received')
    return decided.reply && { ...decided.reply, text: decided.reply.text || `OK: kept as ${id}` }
  }

  return {
    start: (address) => listen(server.server, address),
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** What passes the limit is read and dropped: the client hears of it after its last byte. */
async function readMail(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

interface Reply {
  readonly status: number
  readonly text: string
}

interface Judged {
  readonly about: About
  /** Null for what could not be read. */
  readonly mail: Mail | null
  readonly refusal?: Reply
}

async function judge(raw: Buffer, tooLarge: boolean, recipients: readonly string[]): Promise<Judged> {
  const nothing: About = { title: '', text: '', target: recipients.join(', ') }
  if (tooLarge) return { about: nothing, mail: null, refusal: { status: 552, text: 'a mail may have up to 256 kB' } }
  try {
    const mail = await parseMail(raw)
    return { about: aboutMail(mail, recipients), mail }
  } catch (error) {
    const why = error instanceof Error ? error.message : 'no mail'
    return { about: nothing, mail: null, refusal: { status: 554, text: `the mail could not be read: ${why}` } }
  }
}

function keysOf(mail: Mail | null, recipients: readonly string[]): Pick<Entry, 'idempotencyKey' | 'repeatKey'> {
  const messageId = mail?.messageId
  if (!messageId) return { idempotencyKey: null }
  return { idempotencyKey: messageId, repeatKey: [messageId, ...recipients.toSorted()].join(' ') }
}

interface Decided extends Pick<Entry, 'status' | 'reason'> {
  /** Null: never answered. */
  readonly reply: Reply | null
}

function decide(behaviour: Behaviour, { refusal }: Judged): Decided {
  if (behaviour.mode === 'silent-before-accept') {
    return { status: 'unanswered', reason: 'never answered, not accepted', reply: null }
  }
  const asked = behaviour.mode === 'errcode' && 'errcode' in behaviour ? behaviour.errcode : undefined
  const refused = asked ? { status: asked, text: 'behaviour of the sandbox: errcode' } : refusal
  if (refused) return { status: 'refused', reason: `SMTP ${refused.status}: ${refused.text}`, reply: refused }
  const silent = behaviour.mode === 'accept-then-silent'
  return { status: 'accepted', reason: null, reply: silent ? null : { status: 250, text: '' } }
}
