/** The last text of each calendar on disk, so that a restart without a network knows who is on call. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

export interface CalendarCopy {
  readonly text: string
  /** Milliseconds since the epoch. */
  readonly readAt: number
}

/** Of the address only this is kept, so that the copy of another address is never taken for it. */
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const fileOf = (storagePath: string, schedule: string): string =>
  join(storagePath, 'oncall', `${hashOf(schedule).slice(0, 16)}.json`)

const copySchema = z.object({ address: z.string(), readAt: z.number(), text: z.string() })

/** Undefined where there is none of this address, or none that can be read. */
export async function copyOf(storagePath: string, schedule: string, url: string): Promise<CalendarCopy | undefined> {
  try {
    const copy = copySchema.parse(JSON.parse(await readFile(fileOf(storagePath, schedule), 'utf8')))
    return copy.address === hashOf(url) ? { text: copy.text, readAt: copy.readAt } : undefined
  } catch {
    return undefined
  }
}

/** Whole or not at all. What people do all day is theirs: only the router's own user may read it. */
export async function keepCopy(storagePath: string, schedule: string, url: string, copy: CalendarCopy): Promise<void> {
  const file = fileOf(storagePath, schedule)
  await mkdir(join(storagePath, 'oncall'), { recursive: true, mode: 0o700 })
  await writeFile(`${file}.new`, JSON.stringify({ address: hashOf(url), ...copy }), { mode: 0o600 })
  await rename(`${file}.new`, file)
}
