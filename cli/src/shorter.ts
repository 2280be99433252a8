import { relative } from 'node:path'

/** Relative to where the user stands, unless that means to climb up. */
export function shorter(path: string): string {
  const short = relative(process.cwd(), path)
  return short === '' || short.startsWith('..') ? path : short
}
