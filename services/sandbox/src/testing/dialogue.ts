/** Mail as a client sends it, line by line: the server is tested against the protocol, not against a library. */
import { connect, type Socket } from 'node:net'

export interface SentMail {
  readonly to?: readonly string[]
  readonly headers?: readonly string[]
  readonly body?: string
}

/** The last reply; undefined where none had come when `giveUp` resolved. */
export async function sendMail(
  address: string,
  mail: SentMail,
  giveUp?: Promise<unknown>,
): Promise<string | undefined> {
  const { to = ['ops@example.com'], headers = [], body = 'hello' } = mail
  const [host, port] = address.split(':')
  const socket = connect(Number(port), host)
  const replies = readReplies(socket)
  const say = async (line: string) => {
    socket.write(`${line}\r\n`)
    return replies.next()
  }
  try {
    await replies.next()
    await say('EHLO test')
    await say('MAIL FROM:<tocsin@example.com>')
    for (const one of to) await say(`RCPT TO:<${one}>`)
    await say('DATA')
    const lines = ['From: Tocsin <tocsin@example.com>', `To: ${to.join(', ')}`, ...headers, '', body, '.']
    const answered = say(lines.join('\r\n'))
    return await (giveUp ? Promise.race([answered, giveUp.then(() => undefined)]) : answered)
  } finally {
    socket.destroy()
  }
}

function readReplies(socket: Socket): { next(): Promise<string> } {
  let received = ''
  let wake: () => void = () => undefined
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString()
    wake()
  })
  socket.on('error', () => undefined)
  return {
    async next() {
      for (;;) {
        // Lines such as `250-SIZE` go on; the last one has a space.
        const match = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(received)
        if (match) {
          received = received.slice(match[0].length)
          return match[0].trim()
        }
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    },
  }
}
