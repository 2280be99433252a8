/** What a person asked the router to do, or asked once: the refusal is for that person, not for the banner. */

/** The router answered, and said no; the message is its own. */
export class Refusal extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const timeoutMs = 15_000

/** Throws `Refusal` for an answer that is an error, and TypeError where there was none. */
export async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, body?: unknown): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  })
  const text = await response.text()
  const answer = parse(text)
  if (!response.ok) throw new Refusal(response.status, reasonOf(answer) || `HTTP ${response.status}`)
  return answer
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text === '' ? undefined : text
  }
}

/** Alertmanager's API answers with a text, or with `{code, message}`. */
function reasonOf(answer: unknown): string {
  if (typeof answer === 'string') return answer.trim().slice(0, 500)
  const message = typeof answer === 'object' && answer !== null && 'message' in answer ? answer.message : ''
  return typeof message === 'string' ? message : ''
}
