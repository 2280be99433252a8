/** Tells a change once, everywhere: log, metrics, and `status.json` for the router's console. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Logger, messageOf, type Problem } from '@tocsin/kit'
import { parseRulesStatus, type RulesStatus, STATUS_FILE } from '@tocsin/rules'
import type { State } from '../converge/state.ts'
import type { RulesMetrics } from './metrics.ts'
import { type Told, tell } from './status.ts'

export interface PublisherOptions {
  /** The folder in force. */
  readonly to: string
  readonly log: Logger
  readonly metrics: RulesMetrics
  readonly tidy: (problems: readonly Problem[]) => Problem[]
  readonly now: () => number
}

export interface Publisher {
  /** Never rejects: a status that cannot be written is logged, and written as soon as it can be. */
  publish(state: State): Promise<void>
  /** As it may be shown. */
  status(): RulesStatus | undefined
}

/** `onDisk` at the start: a status of those files keeps its `since`. */
export async function createPublisher(options: PublisherOptions, onDisk: State['onDisk']): Promise<Publisher> {
  const { to, log, metrics, tidy, now } = options
  const file = join(to, STATUS_FILE)
  const left = await readStatus(file)
  let told: Told | undefined = left && { status: left, versions: onDisk }
  let shown: RulesStatus | undefined
  let written = ''
  let loggedProblems = left?.state === 'refused' ? 'those of an earlier process' : '[]'
  let writeFailure = ''

  function logChange(status: RulesStatus): void {
    const problems = status.state === 'refused' ? status.problems : []
    const key = JSON.stringify(problems)
    if (key === loggedProblems) return
    loggedProblems = key
    // What is wrong is a field, not the message: it may quote the very words that a log rule looks for.
    for (const { file: name, line, column, path, message } of problems) {
      log.error({ file: name, line, column, path, problem: message }, 'rules refused; what is in force stays')
    }
    if (status.state === 'in-force') log.info('rules mended: what is in the folder is in force again')
  }

  async function write(status: RulesStatus): Promise<void> {
    const text = `${JSON.stringify(status, undefined, 2)}\n`
    if (text === written) return
    try {
      await writeFile(`${file}.new`, text)
      await rename(`${file}.new`, file)
      written = text
      writeFailure = ''
    } catch (error) {
      if (messageOf(error) !== writeFailure)
        log.error({ file, reason: messageOf(error) }, 'the status cannot be written')
      writeFailure = messageOf(error)
    }
  }

  return {
    async publish(state) {
      const next = tell(state, told, now())
      if (!next) return
      told = next
      const { status } = told
      const raw = status.state === 'refused' ? status.problems : []
      shown = status.state === 'refused' ? { ...status, problems: tidy(raw) } : status
      metrics.told({
        refused: status.state === 'refused',
        problems: raw.length,
        inForceSince: status.state === 'in-force' ? status.since : undefined,
      })
      logChange(shown)
      await write(shown)
    },
    status: () => shown,
  }
}

async function readStatus(file: string): Promise<RulesStatus | undefined> {
  try {
    return parseRulesStatus(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
