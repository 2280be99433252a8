/** Are user and password right? bcrypt is slow on purpose, so it runs beside the event loop, one check at a time, and only once. */
import { hash as hashOf, randomBytes } from 'node:crypto'
import { Worker } from 'node:worker_threads'

/** `busy`: too many checks wait; nothing is said about the password. */
type PasswordAnswer = 'right' | 'wrong' | 'busy'

export interface PasswordCheck {
  readonly id: number
  readonly password: string
  readonly hash: string
}

export interface Passwords {
  /** What an earlier check of the same three found; undefined: it has to be checked. */
  known(user: string, password: string, hash: string): boolean | undefined
  check(user: string, password: string, hash: string): Promise<PasswordAnswer>
  stop(): Promise<void>
}

/** At 0.1 s each, the last one waits for three seconds. */
const MAX_WAITING = 32
const MAX_KNOWN = 1_000

export function createPasswords(): Passwords {
  // What is kept of a password is worth nothing outside this process.
  const key = randomBytes(32).toString('hex')
  const nameOf = (user: string, password: string, hash: string): string =>
    hashOf('sha256', `${key}${JSON.stringify([user, password, hash])}`, 'base64')
  const right = createRecent()
  const wrong = createRecent()
  const waiting = new Map<number, (right: boolean | undefined) => void>()
  let worker: Worker | undefined
  let lastId = 0

  /** Those who wait hear nothing about the password; the next check starts a new thread. */
  const abandon = (): void => {
    worker = undefined
    for (const [id, done] of waiting) {
      waiting.delete(id)
      done(undefined)
    }
  }
  const start = (): Worker => {
    const thread = new Worker(new URL('./passwords-worker.ts', import.meta.url))
    thread.on('message', ({ id, right: isRight }: { id: number; right: boolean }) => {
      waiting.get(id)?.(isRight)
      waiting.delete(id)
    })
    thread.on('error', abandon)
    thread.unref()
    return thread
  }
  return {
    known: (user, password, hash) => {
      const name = nameOf(user, password, hash)
      if (right.has(name)) return true
      return wrong.has(name) ? false : undefined
    },
    async check(user, password, hash) {
      if (waiting.size >= MAX_WAITING) return 'busy'
      worker ??= start()
      const thread = worker
      const id = ++lastId
      const found = await new Promise<boolean | undefined>((done) => {
        waiting.set(id, done)
        thread.postMessage({ id, password, hash } satisfies PasswordCheck)
      })
      if (found === undefined) return 'busy'
      const seen = found ? right : wrong
      seen.add(nameOf(user, password, hash))
      return found ? 'right' : 'wrong'
    },
    async stop() {
      const thread = worker
      abandon()
      await thread?.terminate()
    },
  }
}

/** Apart from each other, so that a storm of wrong passwords does not make the right ones be checked again. */
function createRecent() {
  const names = new Set<string>()
  return {
    has: (name: string) => names.has(name),
    add(name: string) {
      names.add(name)
      if (names.size <= MAX_KNOWN) return
      const [oldest] = names
      if (oldest !== undefined) names.delete(oldest)
    },
  }
}
