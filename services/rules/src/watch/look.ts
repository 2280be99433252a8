/** Looks at the edited folder. By polling: notifications of changes do not cross every mount of a container. */
import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, messageOf } from '@tocsin/kit'
import { listFolder, MAX_FILE_BYTES } from '@tocsin/rules'

/** Equal for equal contents, whatever happened in between: a file that was only touched is no news. Never rejects. */
export type Look = () => Promise<string>

/** A file changed so shortly ago may change again within what its file system can tell apart: it is read at every look. */
const FRESH_MS = 5_000

interface Known {
  readonly times: string
  readonly hash: string
}

export function createLook(dir: string, now: () => number): Look {
  const known = new Map<string, Known>()

  async function contentsOf(name: string): Promise<string> {
    try {
      const file = join(dir, name)
      const stats = await stat(file)
      if (!stats.isFile()) return 'no file'
      const { size, mtimeMs, ctimeMs, dev, ino } = stats
      const times = [dev, ino, size, mtimeMs, ctimeMs].join(' ')
      // It is refused by its size, whatever is in it.
      if (size > MAX_FILE_BYTES) return `large ${times}`
      const before = known.get(name)
      if (before?.times === times && Math.abs(now() - mtimeMs) > FRESH_MS) return before.hash
      const hash = hashOf(await readFile(file))
      known.set(name, { times, hash })
      return hash
    } catch (error) {
      return `cannot be read: ${codeOf(error) ?? messageOf(error)}`
    }
  }

  return async () => {
    try {
      const names = (await listFolder(dir)).map(({ name }) => name)
      for (const name of known.keys()) if (!names.includes(name)) known.delete(name)
      const lines = await Promise.all(names.map(async (name) => JSON.stringify([name, await contentsOf(name)])))
      return hashOf(lines.join('\n'))
    } catch (error) {
      return messageOf(error)
    }
  }
}

function hashOf(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex')
}
