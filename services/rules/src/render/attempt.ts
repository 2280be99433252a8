/** One attempt to put the edited folder into force. */
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, messageOf, OperatorError, type Problem } from '@tocsin/kit'
import { type RenderOptions, renderRules } from '@tocsin/rules'
import { verifyMetricRules } from '@tocsin/rules/promtool'
import type { RenderOutcome } from '../converge/events.ts'
import type { Look } from '../watch/look.ts'
import type { Copies } from './copies.ts'

type Rendering = Pick<RenderOptions, 'from' | 'to' | 'profile' | 'externalUrl' | 'grafanaUrl' | 'env'>

export interface AttemptOptions extends Rendering {
  /** Undefined: nobody judges the types in expressions, and `onNote` hears of it. */
  readonly promtool: string | undefined
  readonly look: Look
  readonly copies: Copies
  readonly onNote: (note: string) => void
}

class Overtaken extends Error {}

/** `wanted` is the folder as it was when it kept still; `signal` gives the attempt up. Never rejects. */
export async function attempt(options: AttemptOptions, wanted: string, signal: AbortSignal): Promise<RenderOutcome> {
  const { promtool, look, copies, onNote, ...rendering } = options
  const { from, to } = rendering
  try {
    await renderRules({
      ...rendering,
      channels: channelSchemas,
      async verify(staged) {
        await verifyMetricRules({ promtool, dir: staged, rulesDir: from, onNote, signal })
        if ((await look()) !== wanted) throw new Overtaken()
      },
    })
    return { kind: 'in-force', versions: await copies.onDisk() }
  } catch (error) {
    // What was read between two saves of an editor would be refused for nothing.
    if (signal.aborted || error instanceof Overtaken || (await look()) !== wanted) return { kind: 'overtaken' }
    if (error instanceof ConfigProblems) return { kind: 'refused', problems: error.problems }
    if (error instanceof OperatorError) return { kind: 'refused', problems: [whole(from, error.message)] }
    return { kind: 'failed', problems: [whole(to, `the copies cannot be put there: ${messageOf(error)}`)] }
  }
}

function whole(file: string, message: string): Problem {
  return { file, line: 1, column: 1, path: '', message }
}
