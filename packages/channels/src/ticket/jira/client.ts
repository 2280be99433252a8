/** How Jira is called, and what its refusals mean. Source: developer.atlassian.com, "Rate limiting", 2026. */
import type { Outcome } from '../../contract.ts'
import type { Answer } from '../../http.ts'
import { fieldOf, refusedOutcome } from '../../outcome.ts'
import { type Client, createClient } from '../calls.ts'
import type { CallContext } from '../port.ts'
import type { JiraConfig } from './config.ts'

export function jiraClient(settings: JiraConfig, timeoutMs: number, context: CallContext): Client {
  const { url, api, authorization, secrets, tls } = settings
  return createClient({
    ...{ context, timeoutMs, secrets, tls },
    base: `${url}/rest/api/${api === 'cloud' ? 3 : 2}`,
    // Names of transitions come in the language of the caller.
    headers: { authorization, 'accept-language': 'en', 'x-atlassian-token': 'no-check' },
    said: saidBy,
    judge: (answer, said) => judged(answer, said, context.now),
  })
}

/** `{"errorMessages": [], "errors": {"labels": "…"}}`. */
function saidBy({ body }: Answer): string {
  const messages = fieldOf(body, 'errorMessages')
  const errors = Object.entries(errorsIn(body)).map(([name, text]) => `${name}: ${String(text)}`)
  const message = fieldOf(body, 'message')
  const plain = typeof message === 'string' ? [message] : []
  return [...(Array.isArray(messages) ? messages.map(String) : []), ...errors, ...plain].join('; ')
}

/** Field → what is wrong with it. */
export function errorsIn(body: unknown): Readonly<Record<string, unknown>> {
  const errors = fieldOf(body, 'errors')
  return typeof errors === 'object' && errors !== null ? { ...errors } : {}
}

/** The limit of writes to one issue holds up that issue alone. */
function judged(answer: Answer, said: string, now: number): Outcome | undefined {
  const limit = answer.headers['ratelimit-reason']
  if (answer.status !== 429 || limit === undefined || !/^[a-z-]{1,60}$/.test(limit)) return undefined
  const outcome = refusedOutcome(answer, [`rate limit ${limit}`, said].filter(Boolean).join(': '), now)
  if (outcome.kind !== 'retry' || limit !== 'jira-per-issue-on-write') return outcome
  const { pauseAll: _pauseAll, ...rest } = outcome
  return rest
}
