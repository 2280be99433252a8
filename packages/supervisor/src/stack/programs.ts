/** How a program is looked for, and what comes of it. */

import type { Debian } from './debian.ts'

export interface FindOptions {
  readonly dataDir: string
  readonly path: string | undefined
  /** Undefined on another system. */
  readonly debian: Debian | undefined
  readonly onNote: (note: string) => void
}

/** What a search for a program gives: where it is, or what to tell the user. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly remedy: string }
