/** A mail server for tests: a real one on a free port that answers as it is told and keeps what it was given. */
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Behaviour } from '../contract.case.ts'
import { type ParsedMail, parseMail } from './mail.ts'

export interface SeenMail extends ParsedMail {
  readonly from: string
  /** Who was accepted in the envelope. */
  readonly to: readonly string[]
  readonly secure: boolean
  readonly user: string | undefined
}

export interface MailServer {
  /** HOST:PORT */
  readonly address: string
  readonly seen: readonly SeenMail[]
  behave(how: Behaviour): void
  /** Who is refused in the envelope, and how. */
  refuse(recipients: Readonly<Record<string, number>>): void
  close(): Promise<void>
}

/** Accepts every login but those with the password `wrong`, in clear text too. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<MailServer> {
  const seen: SeenMail[] = []
  const sockets = new Set<Socket>()
  let how: Behaviour = { kind: 'accept' }
  let refused: Readonly<Record<string, number>> = {}
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    authOptional: true,
    allowInsecureAuth: true,
    closeTimeout: 1,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      password === 'wrong' ? done(failure(535, `no login with ${password}`)) : done(null, { user: username }),
    onRcptTo({ address }, _session, done) {
      const status = refused[address]
      done(status === undefined ? null : failure(status, `<${address}> is not wanted`))
    },
    onData(stream, session, done) {
      text(stream).then((raw) => {
        const { mailFrom, rcptTo } = session.envelope
        seen.push({
          ...parseMail(raw),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: session.user,
        })
        if (how.kind === 'silent') return
        if (how.kind === 'reset') for (const socket of sockets) socket.resetAndDestroy()
        else done(how.kind === 'refuse' ? failure(how.status, how.said) : null, 'queued as 4711')
      }, done)
    },
    ...options,
  })
  // A client that goes away in the middle is what many tests are about.
  server.on('error', () => undefined)
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const at = server.server.address()
  const port = typeof at === 'object' && at ? at.port : 0
  return {
    address: `127.0.0.1:${port}`,
    seen,
    behave: (next) => {
      how = next
    },
    refuse: (recipients) => {
      refused = recipients
    },
    // After `closeTimeout` it cuts what is left. Cut from here, sockets in a TLS handshake would crash Node 24.
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function failure(responseCode: number, message: string): Error & { responseCode: number } {
  return Object.assign(new Error(message), { responseCode })
}
