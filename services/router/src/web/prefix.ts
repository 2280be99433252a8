/** Paths below `--web.route-prefix`. Pure. */

export type Place =
  /** `url` is what the handlers see: without the prefix, with its query. */
  | { readonly kind: 'inside'; readonly url: string }
  | { readonly kind: 'moved'; readonly to: string }
  | { readonly kind: 'outside' }

/**
 * `prefix` is empty or `/a/b`. Source: Alertmanager redirects `/` to the prefix; here the prefix without its slash is redirected,
 * too, because the console's addresses are relative.
 */
export function placeOf(url: string, prefix: string): Place {
  if (prefix === '') return { kind: 'inside', url }
  const queryAt = url.indexOf('?')
  const path = queryAt < 0 ? url : url.slice(0, queryAt)
  const query = queryAt < 0 ? '' : url.slice(queryAt)
  if (path.startsWith(`${prefix}/`)) return { kind: 'inside', url: `${path.slice(prefix.length)}${query}` }
  if (path === '/' || path === prefix) return { kind: 'moved', to: `${prefix}/${query}` }
  return { kind: 'outside' }
}
