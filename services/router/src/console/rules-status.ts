/** What the rules service says of the last edit: `status.json` beside the configuration file. */
import { readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { parseRulesStatus, STATUS_FILE } from '@tocsin/rules'
import type { RulesView } from './contract.ts'

/** Longer than any that the rules service writes, which cuts its own. */
const MAX_BYTES = 1024 * 1024

/** Undefined while nobody says anything; reads the file again only when it is another one. */
export function createRulesStatus(configFile: string): () => Promise<RulesView | undefined> {
  const file = join(dirname(resolve(configFile)), STATUS_FILE)
  let known: { readonly key: string; readonly view: RulesView | undefined } | undefined
  return async () => {
    try {
      const { ino, size, mtimeMs } = await stat(file)
      const key = `${ino} ${size} ${mtimeMs}`
      if (known?.key !== key) {
        known = { key, view: size > MAX_BYTES ? undefined : parseRulesStatus(await readFile(file, 'utf8')) }
      }
      return known.view
    } catch {
      // Without a rules service there is no file, and that is no fault.
      return undefined
    }
  }
}
