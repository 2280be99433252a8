/** What a search for a program gives: where it is, or what to tell the user. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly remedy: string }
