/** The web configuration in force: read again when one of its files changes, kept when the change is wrong. */
import { statSync } from 'node:fs'
import { type Logger, messageOf, OperatorError } from '@tocsin/kit'
import { OPEN, readWebConfig, type WebConfig } from './web-config.ts'

const POLL_MS = 1_000

export interface LiveWeb {
  current(): WebConfig
  /** Reads the files again. Throws with every problem, and keeps what was in force. */
  reload(): void
  /** From now on changes of the files come into force by themselves. */
  watch(): void
  /** Called with what comes into force after a change. */
  onChange(listener: (config: WebConfig) => void): void
  stop(): void
}

/** Without a file everything is open. Throws with every problem of the file. */
export function createLiveWeb({ file, log }: { file: string | undefined; log: Logger }): LiveWeb {
  if (file === undefined) {
    return { current: () => OPEN, reload: () => {}, watch: () => {}, onChange: () => {}, stop: () => {} }
  }
  let current = readWebConfig(file)
  let seen = signatureOf(current.files)
  let listener: (config: WebConfig) => void = () => {}
  const reload = (): void => {
    const before = signatureOf(current.files)
    const next = readWebConfig(file)
    if (next.tls?.clients !== current.tls?.clients) {
      throw new OperatorError(`${file}: to turn TLS on or off, and to change client_auth_type, start the router again`)
    }
    current = next
    // As it was before the reading: what changed meanwhile is seen at the next look.
    seen = before
    listener(next)
  }
  const look = (): void => {
    const now = signatureOf(current.files)
    if (now.join() === seen.join()) return
    seen = now
    try {
      reload()
      log.info({ file }, 'web configuration loaded')
    } catch (error) {
      log.error({ problems: messageOf(error) }, 'web configuration refused; the one in force stays')
    }
  }
  let timer: NodeJS.Timeout | undefined
  return {
    current: () => current,
    reload,
    watch: () => {
      timer ??= setInterval(look, POLL_MS).unref()
    },
    onChange: (next) => {
      listener = next
    },
    stop: () => clearInterval(timer),
  }
}

/** A file swapped under a link, as Kubernetes mounts secrets, has another inode. */
function signatureOf(files: readonly string[]): string[] {
  return files.map((file) => {
    const stat = statSync(file, { throwIfNoEntry: false })
    return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : 'missing'
  })
}
