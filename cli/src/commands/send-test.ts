/** `tocsin send-test`: a message, marked as a test, through each channel of a receiver. */
import type { SendTestAnswer } from '../explain/contract.ts'
import { plain, span } from '../explain/words.ts'
import type { RouterClient } from '../router-client.ts'

export interface SendTestArguments {
  readonly client: RouterClient
  readonly receiver: string
  readonly print: (line: string) => void
}

/** Gives 0 when every channel accepted it. */
export async function sendTest({ client, receiver, print }: SendTestArguments): Promise<number> {
  const path = `/api/tocsin/receivers/${encodeURIComponent(receiver)}/test`
  const answer = (await client.post(path, {})) as SendTestAnswer
  for (const line of sendTestLines(answer)) print(line)
  return answer.results.length > 0 && answer.results.every(({ outcome }) => outcome === 'sent') ? 0 : 1
}

const WORDS: Readonly<Record<SendTestAnswer['results'][number]['outcome'], string>> = {
  sent: 'accepted',
  retry: 'not accepted now; the router would try again',
  reject: 'refused for good',
  unknown: 'no answer: it may have arrived',
}

function sendTestLines({ receiver, results, loopback }: SendTestAnswer): string[] {
  return [
    ...(results.length === 0 ? [`${receiver} has no channels: what goes there reaches nobody`] : []),
    ...results.flatMap(({ target, outcome, code, reason, tookMs, findings = [] }) => [
      `${plain(target)}: ${WORDS[outcome]} (${plain(code)}) after ${span(tookMs)}${reason ? `: ${plain(reason)}` : ''}`,
      ...findings.map(({ kind, subject, text }) => `  ${kind}: ${plain(subject)}: ${plain(text)}`),
    ]),
    ...loopback.map((url) => `links in messages lead to ${url}, which no phone can open: set --web.external-url`),
  ]
}
