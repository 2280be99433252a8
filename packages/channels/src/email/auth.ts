/** The login, where it is more than a user and a password: an identity beside them (PLAIN), or a secret of its own (CRAM-MD5). */
import { createHmac } from 'node:crypto'
import type { EmailConfig } from './config.ts'

type Login = NonNullable<EmailConfig['auth']>

/** As much as is needed of what the library hands to a login of the user's own. */
interface Dialogue {
  sendCommand(command: string): Promise<{ readonly status: number; readonly text: string }>
}

type Handlers = Readonly<Record<string, (dialogue: Dialogue) => Promise<void>>>

const CONTINUES = 334
const ACCEPTED = 235

/** By mechanism, in place of the library's own. */
export function loginHandlers({ user, password, secret, identity }: Login): Handlers {
  return {
    ...(secret === undefined ? {} : { 'CRAM-MD5': (dialogue) => cramMd5(dialogue, user, secret) }),
    ...(identity === undefined || password === undefined
      ? {}
      : { PLAIN: (dialogue) => answered(dialogue, `AUTH PLAIN ${base64(`${identity}\0${user}\0${password}`)}`) }),
  }
}

/** Which mechanism: undefined leaves it to what the server offers. */
export function loginMethod({ password, secret }: Login): 'CRAM-MD5' | undefined {
  return password === undefined && secret !== undefined ? 'CRAM-MD5' : undefined
}

/** Source: RFC 2195. */
async function cramMd5(dialogue: Dialogue, user: string, secret: string): Promise<void> {
  const { status, text } = await dialogue.sendCommand('AUTH CRAM-MD5')
  if (status !== CONTINUES) throw new Error('no challenge')
  const digest = createHmac('md5', secret).update(Buffer.from(text.trim(), 'base64')).digest('hex')
  await answered(dialogue, base64(`${user} ${digest}`))
}

/** What the server said is in the library's error. */
async function answered(dialogue: Dialogue, command: string): Promise<void> {
  const { status } = await dialogue.sendCommand(command)
  if (status !== ACCEPTED) throw new Error('not accepted')
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64')
}
