/** What a target answered to `POST /-/reload`, as problems of the files that people edit. Pure. */
import { basename, join } from 'node:path'
import type { Problem } from '@tocsin/kit'
import type { Answer } from '../converge/events.ts'
import type { Target } from '../converge/state.ts'

export interface HttpAnswer {
  readonly target: Target
  readonly url: string
  readonly status: number
  readonly body: string
}

export interface Places {
  /** The folder that people edit. */
  readonly from: string
  /** Names of the target's files that differ from what it accepted last. */
  readonly changed: readonly string[]
}

const NAMES: Readonly<Record<Target, string>> = { router: 'the router', prometheus: 'Prometheus' }

/** `file:line:column: path: message`, as the router says it of its copies. */
const PLACED = /^(?:failed to reload config: )?(\S.*?\.yml):(\d+):(\d+): (?:([\w-]+(?:\.[\w-]+)+): )?(.+)$/
const LONGEST = 500

/** Not up yet, or somebody in between says so: worth asking again soon. */
const PASSING: readonly number[] = [408, 425, 429, 502, 503, 504]

export function readAnswer({ target, url, status, body }: HttpAnswer, places: Places): Answer {
  if (status >= 200 && status < 300) return { kind: 'accepted' }
  if (PASSING.includes(status)) return { kind: 'unreached', reason: `it answered HTTP ${status}` }
  const text = body.trim().slice(0, LONGEST)
  if (status === 500) return { kind: 'refused', problems: refusals(target, url, text, places) }
  const message = `${NAMES[target]} at ${url} cannot be told to read the rules again: HTTP ${status} ${text}`.trim()
  return { kind: 'unable', problems: [whole(places.from, message)] }
}

function refusals(target: Target, url: string, text: string, { from, changed }: Places): Problem[] {
  const placed = text.split('\n').flatMap((line): Problem[] => {
    const [, file = '', at, column, path = '', what] = PLACED.exec(line) ?? []
    if (!what) return []
    // The copy has one line more than its source, its first.
    const place = { file: join(from, basename(file)), line: Math.max(1, Number(at) - 1), column: Number(column), path }
    return [{ ...place, message: `${NAMES[target]} refuses it: ${what}` }]
  })
  if (placed.length > 0) return placed
  const [only] = changed.length === 1 ? changed : []
  const since = changed.length > 1 ? ` Changed since the files that it accepted: ${changed.join(', ')}.` : ''
  const log = target === 'prometheus' ? ' Its log says which rule.' : ''
  const message = `${NAMES[target]} at ${url} refuses the files: ${text || 'without a reason'}.${log}${since}`
  return [whole(only === undefined ? from : join(from, only), message)]
}

function whole(file: string, message: string): Problem {
  return { file, line: 1, column: 1, path: '', message }
}
