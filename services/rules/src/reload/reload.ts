/** Asks a target to read the folder in force again: `POST /-/reload`, as Prometheus and the router have it. */
import { codeOf } from '@tocsin/kit'

export type Asked =
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'unreached'; readonly reason: string }

/** Prometheus answers when it has read everything, which takes a while on a large database. */
const TIMEOUT_MS = 30_000
const MAX_BODY = 16_384

/** Never rejects. The reason holds no address. */
export async function askToReload(url: string, token: string | undefined, signal: AbortSignal): Promise<Asked> {
  try {
    const response = await fetch(`${url}/-/reload`, {
      method: 'POST',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    })
    return { kind: 'answered', status: response.status, body: (await response.text()).slice(0, MAX_BODY) }
  } catch (error) {
    return { kind: 'unreached', reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException) {
    return error.name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1000} s` : 'this service is stopping'
  }
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  return codeOf(cause) ?? 'the connection failed'
}
