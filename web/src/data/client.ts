/** How every resource of the console is read: poll, keep the last data, give up on a slow answer. */

const pollMs = 2_000
/** Longer than any healthy answer; shorter than a person's patience with a frozen page. */
const timeoutMs = 5_000

/** Options shared by all resources. A failed poll is not retried: the next poll is the retry. */
export const polling = {
  refetchInterval: pollMs,
  retry: false,
  // The browser's idea of "offline" says nothing about a router on this machine or network.
  networkMode: 'always',
} as const

/**
 * Reads one resource. Throws when the router does not answer in time, answers with an error, or with something
 * that is not the resource (a proxy's login page, for example).
 */
export async function readJson<T>(
  url: string,
  signal: AbortSignal,
  isResource: (body: unknown) => body is T,
): Promise<T> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  })
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`)
  const body: unknown = await response.json()
  if (!isResource(body)) throw new Error(`${url}: the answer is not what the console expects`)
  return body
}
