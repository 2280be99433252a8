/** One attempt to put the edited folder into force. */
import { channelSchemas } from '@tocsin/channels'
import { ConfigProblems, type Env, messageOf, OperatorError, type Problem } from '@tocsin/kit'
import { type Profile, renderRules } from '@tocsin/rules'
import { verifyMetricRules } from '@tocsin/rules/promtool'
import type { RenderOutcome } from '../converge/events.ts'
import type { Look } from '../watch/look.ts'
import type { Copies } from './copies.ts'

export interface AttemptOptions {
  readonly from: string
  readonly to: string
  readonly profile: Profile
  readonly externalUrl: string
  readonly grafanaUrl: string | undefined
  /** For `${ENV}` in router.yml. */
  readonly env: Env
  readonly promtool: string | undefined
  readonly look: Look
  readonly copies: Copies
  readonly onNote: (note: string) => void
}

class Overtaken extends Error {}

/** `wanted` is the folder as it was when it kept still. Never rejects. */
export async function attempt(options: AttemptOptions, wanted: string): Promise<RenderOutcome> {
  const { from, to, promtool, look, copies, onNote } = options
  try {
    await renderRules({
      ...{ from, to, profile: options.profile, externalUrl: options.externalUrl, grafanaUrl: options.grafanaUrl },
      env: options.env,
      channels: channelSchemas,
      async verify(staged) {
        await verifyMetricRules({ promtool, dir: staged, rulesDir: from, onNote })
        if ((await look()) !== wanted) throw new Overtaken()
      },
    })
    return { kind: 'in-force', versions: await copies.onDisk() }
  } catch (error) {
    // What was read between two saves of an editor would be refused for nothing.
    if (error instanceof Overtaken || (await look()) !== wanted) return { kind: 'overtaken' }
    if (error instanceof ConfigProblems) return { kind: 'refused', problems: error.problems }
    if (error instanceof OperatorError) return { kind: 'refused', problems: [whole(from, error.message)] }
    return { kind: 'failed', problems: [whole(to, `the copies cannot be put there: ${messageOf(error)}`)] }
  }
}

function whole(file: string, message: string): Problem {
  return { file, line: 1, column: 1, path: '', message }
}
