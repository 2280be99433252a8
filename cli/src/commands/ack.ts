/** `tocsin ack`: says that somebody has it, so that nobody else is called; `--undo` takes that back. */
import { OperatorError } from '@tocsin/kit'
import { matches, parseMatchers } from '@tocsin/rules'
import type { AcknowledgeAnswer, GroupView } from '../explain/contract.ts'
import { clock, labelsText, plain } from '../explain/words.ts'
import type { RouterClient } from '../router-client.ts'

export interface AckArguments {
  readonly client: RouterClient
  /** Matchers of alerts: the groups that hold one of these are meant. */
  readonly filters: readonly string[]
  readonly by: string
  readonly undo: boolean
  readonly timeZone: string
  readonly print: (line: string) => void
}

/** Gives 0 when somebody has each of them afterwards, or nobody with `undo`. */
export async function ack({ client, filters, by, undo, timeZone, print }: AckArguments): Promise<number> {
  const matchers = filters.flatMap((filter) => {
    const parsed = parseMatchers(filter)
    if (!parsed.ok) throw new OperatorError(`${filter}: ${parsed.message}`)
    return parsed.matchers
  })
  const groups = ((await client.get('/console/api/groups')) as readonly GroupView[]).filter(({ episode, alerts }) => {
    const wanted = undo ? episode?.acknowledgement !== undefined : episode !== undefined
    return wanted && alerts.some(({ labels }) => matches(matchers, labels))
  })
  if (groups.length === 0) {
    print(undo ? 'nobody has an alert that matches' : 'nothing matches that fires and that anybody was told of')
    return 1
  }
  for (const { id, receiver, labels } of groups) {
    const path = `/api/tocsin/groups/${id}/acknowledge`
    const what = `${receiver}  ${plain(labelsText(labels))}`
    const body = { by, via: 'cli' }
    if (undo) {
      await client.delete(path, body)
      print(`${what}: taken back`)
      continue
    }
    const answer = (await client.post(path, body)) as AcknowledgeAnswer
    const who = `${plain(answer.by)} at ${clock(answer.at, timeZone)}`
    print(answer.kind === 'already' ? `${what}: already acknowledged by ${who}` : `${what}: acknowledged by ${who}`)
  }
  return 0
}
